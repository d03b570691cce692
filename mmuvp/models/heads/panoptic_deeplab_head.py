"""The head of Panoptic-DeepLab for ``mmuvp.PanopticDeepLab``."""
from collections.abc import Sequence

import torch
from mmdet.structures import SampleList
from mmengine.model import BaseModule
from torch import Tensor

from mmuvp.models.layers.deeplab_decoder import DensePredictor
from mmuvp.models.layers.norm import DEFAULT_NORM
from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.layers.resize import bilinear_resize, resize_factors
from mmuvp.models.parts import Part, build_part, complete_settings
from mmuvp.models.task_modules import CentreTargets, build_centre_targets, check_labels
from mmuvp.models.task_modules.ground_truth import VOID
from mmuvp.registry import MODELS


@MODELS.register_module()
class PanopticDeepLabHead(BaseModule):
    """Predicts classes, centres of instances and offsets to them (Panoptic-DeepLab; Axial-DeepLab, section 3.3.2).

    Args:
        in_channels: channels of the backbone's maps, finest first.
        num_things_classes, num_stuff_classes: thing classes come first.
        semantic_decoder: config or module, :class:`mmuvp.DeepLabDecoder` or :class:`mmuvp.AxialDecoder`.
        instance_decoder: the same for centres and offsets; None where they share the semantic decoder.
        semantic_channels, instance_channels: of the 5x5 convolution in front of the classes, and of the centres
            and the offsets; None for none.
        loss_semantic: config or module, :class:`mmuvp.SampledSemanticLoss`.
        loss_centre, loss_offset: configs or modules, :class:`mmuvp.MapRegressionLoss`.
        norm_cfg, act_cfg: norm and activation layers.
        train_cfg: ``sigma``, ``small_area`` and ``small_weight`` of :func:`build_centre_targets`.
        test_cfg: unused here; the fusion head reads it.
    """

    def __init__(self,
                 in_channels: Sequence[int] = (256, 512, 1024, 2048),
                 num_things_classes: int = 80,
                 num_stuff_classes: int = 53,
                 semantic_decoder: Part = dict(type='mmuvp.DeepLabDecoder'),
                 instance_decoder: Part | None = dict(
                     type='mmuvp.DeepLabDecoder', low_levels=((1, 32), (0, 16)), fused_channels=128),
                 semantic_channels: int | None = 256,
                 instance_channels: int | None = 32,
                 loss_semantic: Part = dict(type='mmuvp.SampledSemanticLoss', num_samples=None, top_fraction=0.2),
                 loss_centre: Part = dict(type='mmuvp.MapRegressionLoss', kind='l2', loss_weight=200.0),
                 loss_offset: Part = dict(type='mmuvp.MapRegressionLoss', kind='l1', loss_weight=0.01),
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 train_cfg: dict | None = None,
                 test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.num_things_classes, self.num_stuff_classes = num_things_classes, num_stuff_classes
        self.num_classes = num_things_classes + num_stuff_classes
        self.target_cfg = complete_settings(
            train_cfg, (), dict(sigma=8., small_area=4096, small_weight=3.), name='train_cfg')
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.semantic_decoder = build_part(semantic_decoder, in_channels=in_channels, **common)
        self.instance_decoder = build_part(instance_decoder, in_channels=in_channels, **common)
        instance_width = (self.instance_decoder or self.semantic_decoder).out_channels
        self.semantic = DensePredictor(
            self.semantic_decoder.out_channels, self.num_classes, semantic_channels, **common)
        self.centre = DensePredictor(instance_width, 1, instance_channels, **common)
        self.offset = DensePredictor(instance_width, 2, instance_channels, **common)
        self.loss_semantic = build_part(loss_semantic)
        self.loss_centre, self.loss_offset = build_part(loss_centre), build_part(loss_offset)

    def forward(self, feats: Sequence[Tensor], data_samples: SampleList | None = None) -> tuple[Tensor, Tensor]:
        """Predictions at the stride of the finest map that the decoders fuse.

        Args:
            feats: the backbone's maps ``(B, in_channels[i], H_i, W_i)``, finest first.
            data_samples: not read.

        Returns:
            Logits of the classes ``(B, C, h, w)``; and ``(B, 3, h, w)``: the heat of centres, and the offset from
            each pixel to its centre in rows and columns of this map.
        """
        semantic = instance = self.semantic_decoder(feats)
        if self.instance_decoder is not None:
            instance = self.instance_decoder(feats)
        return self.semantic(semantic), torch.cat([self.centre(instance), self.offset(instance)], dim=1)

    def predict(self, feats: Sequence[Tensor], data_samples: SampleList) -> tuple[Tensor, Tensor]:
        """See :meth:`forward`."""
        return self(feats)

    def loss(self, feats: Sequence[Tensor], data_samples: SampleList) -> dict[str, Tensor]:
        """Losses at the resolution of the network's input.

        Args:
            feats: as in :meth:`forward`.
            data_samples: with ``gt_instances`` (things) and ``gt_sem_seg``, in which crowds have their class.

        Returns:
            ``loss_semantic``, ``loss_centre`` and ``loss_offset``, scalars.

        Raises:
            ValueError: when a label is not one of the head's classes.
        """
        targets = self._targets(data_samples)
        logits, maps = self(feats)
        with without_autocast(logits):
            centre, offset = resize_instance_maps(maps.float(), targets.semantic.shape[-2:]).split((1, 2), dim=1)
            return dict(
                loss_semantic=self.loss_semantic(logits, targets),
                loss_centre=self.loss_centre(centre, targets.centre, targets.centre_weight),
                loss_offset=self.loss_offset(offset, targets.offset, targets.offset_weight))

    def _targets(self, data_samples: SampleList) -> CentreTargets:
        semantic, instances = [], []
        for sample in data_samples:
            labels = sample.gt_sem_seg.sem_seg[0].long()
            check_labels(sample.gt_instances.labels, labels, self.num_things_classes, self.num_stuff_classes)
            semantic.append(labels.masked_fill(labels == VOID, -1))
            instances.append(_instance_map(sample.gt_instances.masks, labels))
        return build_centre_targets(semantic, instances, self.num_things_classes, **self.target_cfg)


def _instance_map(masks, labels: Tensor) -> Tensor:
    """1 + number of the mask that each pixel ``(H, W)`` of ``labels`` belongs to, 0 for none; the last one wins."""
    if hasattr(masks, 'id_map'):
        return torch.as_tensor(masks.id_map.astype('int64'), device=labels.device)
    ids = torch.zeros_like(labels)
    for number, mask in enumerate(masks.masks, 1):
        ids[torch.as_tensor(mask, device=labels.device).bool()] = number
    return ids


def resize_instance_maps(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """Resize heat and offsets ``(B, 3, h, w)``, whose offsets then count pixels of the new size ``(H, W)``."""
    factors = maps.new_tensor([1, *resize_factors(maps, size)])
    return bilinear_resize(maps * factors[:, None, None], size)
