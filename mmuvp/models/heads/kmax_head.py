"""The panoptic head of kMaX-DeepLab for ``mmdet.MaskFormer``."""
from collections.abc import Sequence

import torch
from mmdet.models.utils import preprocess_panoptic_gt
from mmdet.structures import SampleList
from mmdet.structures.mask import BitmapMasks
from mmengine.model import BaseModule
from torch import Tensor

from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.models.parts import Part, build_part
from mmuvp.models.task_modules import GroundTruth, MaskTargets, build_targets, check_labels
from mmuvp.registry import MODELS, TASK_UTILS

VOID = 255  # in gt_sem_seg, as mmdet has it


@MODELS.register_module()
class KMaXHead(BaseModule):
    """Pixel decoder, k-means transformer decoder and the losses of all of its predictions.

    The mask transformer of kMaX-DeepLab (Yu et al., ECCV 2022, section 3) with the losses of MaX-DeepLab
    (sections 4.4 and 4.5), and with the relaxations of ReMaX (section 6.3) where they are given.

    Args:
        in_channels: channels of the backbone's maps, finest first.
        num_things_classes, num_stuff_classes: thing classes come first.
        num_queries: N cluster centres.
        mask_stride: input pixels per pixel of the final masks.
        pixel_decoder: config or module, :class:`mmuvp.KMaXPixelDecoder`.
        transformer_decoder: config or module, :class:`mmuvp.KMaXTransformerDecoder`.
        auxiliary_semantic_head: config or module on the backbone's maps, in training only.
        loss_class, loss_dice, loss_mask_id, loss_insdis, loss_semantic: configs of the losses.
        remask, reclass: configs or modules of ReMaX's relaxations, in training only.
        share_matching: match the final prediction and use the result for all of them; otherwise match
            each prediction by itself.
        match_relaxed: with matching by prediction, match its relaxed masks.
        train_cfg: ``assigner``, config of the matching.
        test_cfg: unused here; the fusion head reads it.

    Raises:
        ValueError: when ReMask would relax more layers than there are, or ``match_relaxed`` is asked for
            with ``share_matching``, whose one matching is of the final prediction, which is never relaxed.
    """

    def __init__(self,
                 in_channels: Sequence[int] = (256, 512, 1024, 2048),
                 num_things_classes: int = 80,
                 num_stuff_classes: int = 53,
                 num_queries: int = 128,
                 mask_stride: int = 4,
                 pixel_decoder: Part = dict(type='mmuvp.KMaXPixelDecoder'),
                 transformer_decoder: Part = dict(type='mmuvp.KMaXTransformerDecoder'),
                 auxiliary_semantic_head: Part | None = dict(type='mmuvp.PanopticDeepLabSemanticHead'),
                 loss_class: Part = dict(type='mmuvp.PQClassLoss'),
                 loss_dice: Part = dict(type='mmuvp.PQDiceLoss'),
                 loss_mask_id: Part = dict(type='mmuvp.MaskIDLoss'),
                 loss_insdis: Part = dict(type='mmuvp.PixelInsdisLoss'),
                 loss_semantic: Part = dict(type='mmuvp.SampledSemanticLoss'),
                 remask: Part | None = None,
                 reclass: Part | None = None,
                 share_matching: bool = True,
                 match_relaxed: bool = False,
                 train_cfg: dict | None = None,
                 test_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.num_things_classes, self.num_stuff_classes = num_things_classes, num_stuff_classes
        self.num_classes = num_things_classes + num_stuff_classes
        self.mask_stride = mask_stride
        self.share_matching, self.match_relaxed = share_matching, match_relaxed
        self.pixel_decoder = build_part(pixel_decoder, in_channels=in_channels)
        widths = self.pixel_decoder.out_channels
        self.transformer_decoder = build_part(
            transformer_decoder, num_classes=self.num_classes, num_queries=num_queries, in_channels=widths[:3],
            panoptic_channels=widths[-1])
        self.auxiliary_semantic_head = build_part(
            auxiliary_semantic_head, in_channels=in_channels, num_outputs=self.num_classes + 1)
        feature = remask.get('feature', 'pixel_feature') if isinstance(remask, dict) else None
        self.remask = build_part(
            remask, num_classes=self.num_classes, in_channels=self.transformer_decoder.feature_channels.get(feature))
        self.reclass = build_part(reclass)
        layers = sum(self.transformer_decoder.num_layers)
        if self.remask is not None and self.remask.num_stages > layers:
            raise ValueError(f'remask.num_stages is {self.remask.num_stages}, but the transformer decoder has '
                             f'{layers} layers')
        if match_relaxed and share_matching:
            raise ValueError('match_relaxed needs share_matching=False: the final prediction is never relaxed')
        self.loss_class, self.loss_dice = build_part(loss_class), build_part(loss_dice)
        self.loss_mask_id, self.loss_insdis = build_part(loss_mask_id), build_part(loss_insdis)
        self.loss_semantic = build_part(loss_semantic)
        self.assigner = TASK_UTILS.build(
            (train_cfg or {}).get('assigner', dict(type='mmuvp.MaskSimilarityAssigner')))

    @property
    def training_only(self) -> tuple[str, ...]:
        """Names of the parts that inference does without; with ``at_test`` it needs the semantic heads."""
        if self.remask is not None and self.remask.at_test:
            return 'auxiliary_semantic_head', 'reclass'
        return 'auxiliary_semantic_head', 'remask', 'reclass'

    def forward(self, feats: Sequence[Tensor], data_samples: SampleList | None = None
                ) -> tuple[list[Tensor], list[Tensor]]:
        """All predictions, for export and analysis.

        Args:
            feats: the backbone's maps ``(B, in_channels[i], H_i, W_i)``, finest first.
            data_samples: not read.

        Returns:
            Class logits ``(B, N, C + 1)`` and mask logits ``(B, N, h, w)`` of each layer and, last, of
            the final prediction.
        """
        predictions = self._predictions(feats)
        return [p['class_logits'] for p in predictions], [p['mask_logits'] for p in predictions]

    def predict(self, feats: Sequence[Tensor], data_samples: SampleList) -> tuple[Tensor, Tensor]:
        """Final class logits ``(B, N, C + 1)`` and mask logits ``(B, N, h, w)``."""
        final = self._predictions(feats)[-1]
        return final['class_logits'], final['mask_logits']

    def loss(self, feats: Sequence[Tensor], data_samples: SampleList) -> dict[str, Tensor]:
        """Losses of every prediction.

        Args:
            feats: as in :meth:`forward`.
            data_samples: with ``gt_instances`` (things) and ``gt_sem_seg``.

        Returns:
            Scalars by name; those of layer ``i`` begin with ``d{i}.``.

        Raises:
            ValueError: when the masks do not have the stride that ``mask_stride`` says, or a label is not
                one of the head's classes.
            FloatingPointError: when a prediction is not finite.
        """
        truths = [self._ground_truth(sample) for sample in data_samples]
        semantic = torch.stack([truth.semantic for truth in truths])
        predictions = self._predictions(feats, semantic)
        semantic_logits = None if self.auxiliary_semantic_head is None else self.auxiliary_semantic_head(feats)
        with torch.autocast(feats[0].device.type, enabled=False):
            return self._losses(predictions, semantic_logits, truths)

    def _predictions(self, feats: Sequence[Tensor], semantic: Tensor | None = None) -> list[dict[str, Tensor]]:
        maps = self.pixel_decoder(feats)
        relax = None
        if self.remask is not None and self.remask.applies(semantic):
            def relax(stage: int, prediction: dict[str, Tensor]) -> Tensor | None:
                return self.remask(stage, prediction, semantic)
        return self.transformer_decoder(maps[:3], maps[-1], relax)

    def _ground_truth(self, sample) -> GroundTruth:
        """Thing and stuff masks of an image at the stride of the final masks."""
        step = slice(None, None, self.mask_stride)
        instances, sem_seg = sample.gt_instances, sample.gt_sem_seg.sem_seg[..., step, step]
        classes = self.num_things_classes, self.num_stuff_classes
        check_labels('thing', instances.labels, self.num_things_classes, *classes)
        check_labels('stuff', sem_seg[sem_seg != VOID], self.num_classes, *classes)
        masks = instances.masks.masks[:, step, step]
        labels, masks = preprocess_panoptic_gt(
            instances.labels, BitmapMasks(masks, *sem_seg.shape[-2:]), sem_seg, self.num_things_classes,
            self.num_stuff_classes)
        masks = masks.bool()
        present = masks.flatten(1).any(dim=1)
        return GroundTruth(labels[present].long(), masks[present])

    def _targets(self, prediction: dict[str, Tensor], truths: list[GroundTruth], relaxed: bool) -> MaskTargets:
        masks = prediction['relaxed_masks' if relaxed else 'masks']
        matches = [self.assigner.assign(*args) for args in zip(masks, prediction['class_logits'], truths, strict=True)]
        return build_targets(truths, matches, masks, self.num_classes)

    def _losses(self, predictions: list[dict[str, Tensor]], semantic_logits: Tensor | None,
                truths: list[GroundTruth]) -> dict[str, Tensor]:
        size = predictions[-1]['mask_logits'].shape[-2:]
        if tuple(size) != tuple(truths[0].masks.shape[-2:]):
            raise ValueError(f'masks are predicted at {tuple(size)}, but mask_stride={self.mask_stride} gives '
                             f'ground truth of {tuple(truths[0].masks.shape[-2:])}')
        final_prediction = self._at_loss_size(predictions[-1], size)
        final = targets = self._targets(final_prediction, truths, relaxed=False)
        losses = {}
        for i, prediction in enumerate(predictions[:-1]):
            prediction = self._at_loss_size(prediction, size)
            if not self.share_matching:
                targets = self._targets(prediction, truths, self.match_relaxed)
            stage = self._stage_losses(prediction, targets, is_final=False)
            losses.update({f'd{i}.{name}': value for name, value in stage.items()})
        losses.update(self._stage_losses(final_prediction, final, is_final=True))
        if semantic_logits is not None:
            losses['loss_semantic'] = self.loss_semantic(semantic_logits, final)
        return losses

    def _at_loss_size(self, prediction: dict[str, Tensor], size: tuple[int, int]) -> dict[str, Tensor]:
        """Add masks in float32 at the size of the final masks."""
        align_corners = size[0] % 2 == 1
        resized = dict(prediction, class_logits=prediction['class_logits'].float())
        resized['masks'] = bilinear_resize(prediction['mask_logits'].float(), size, align_corners)
        resized['relaxed_masks'] = resized['masks']
        if 'relaxed_mask_logits' in prediction:
            resized['relaxed_masks'] = self.remask.resized(prediction, size, align_corners)
        return resized

    def _stage_losses(self, prediction: dict[str, Tensor], targets: MaskTargets, is_final: bool) -> dict[str, Tensor]:
        soft_labels = None
        if self.reclass is not None and (is_final or not self.reclass.final_only):
            soft_labels = self.reclass(prediction['masks'], targets, self.num_classes)
        losses = dict(
            loss_cls=self.loss_class(prediction['class_logits'], targets, soft_labels),
            loss_dice=self.loss_dice(prediction['relaxed_masks'], targets),
            loss_mask_id=self.loss_mask_id(prediction['relaxed_masks'], targets),
            loss_insdis=self.loss_insdis(prediction['pixel_feature'], targets))
        if 'semantic_logits' in prediction and (loss := self.remask.loss(prediction, targets)) is not None:
            losses['loss_remask'] = loss
        return losses
