"""Boxes and classes of the parts of a Visual Parser."""
from collections.abc import Sequence

import torch
from mmdet.models.dense_heads import DETRHead
from mmdet.structures import SampleList
from mmengine.structures import InstanceData
from torch import Tensor, nn

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.task_modules import check_labels
from mmuvp.registry import MODELS

DETR_MATCHING = dict(
    assigner=dict(
        type='mmdet.HungarianAssigner',
        match_costs=[
            dict(type='mmdet.ClassificationCost', weight=1.0),
            dict(type='mmdet.BBoxL1Cost', weight=5.0, box_format='xywh'),
            dict(type='mmdet.IoUCost', iou_mode='giou', weight=2.0),
        ]))


@MODELS.register_module()
class ViPDetHead(DETRHead):
    """Detects objects straight from the parts, without a decoder (Visual Parser, sections 2.4 and 4.2).

    Of a normalised part a linear layer tells the class, no object being one, and an MLP of three layers the box.  The
    losses of the paper are in a supplement that is not public: matching and losses here are those of DETR, on the
    final parts and, where the backbone gives those of all its last stage's encoders, on each of them.

    Args:
        num_classes: classes of objects.
        embed_dims: channels C of the parts.
        no_object_weight: weight of the class of no object.
        loss_cls: config of the class loss, without weights of classes.
        loss_bbox, loss_iou: configs of the box losses.
        train_cfg: ``assigner``, config of the matching; DETR's by default.
        test_cfg: ``max_per_img``, boxes of an image, at most the number of parts, which is the default.
        init_cfg: as in the stock class.
    """

    def __init__(self, num_classes: int = 80, embed_dims: int = 512, no_object_weight: float = 0.1,
                 loss_cls: dict = dict(type='mmdet.CrossEntropyLoss'),
                 loss_bbox: dict = dict(type='mmdet.L1Loss', loss_weight=5.0),
                 loss_iou: dict = dict(type='mmdet.GIoULoss', loss_weight=2.0),
                 train_cfg: dict | None = None, test_cfg: dict | None = None, init_cfg: dict | None = None) -> None:
        # the stock class weighs no object for itself alone, not for its children
        loss_cls = dict(loss_cls, class_weight=[1.0] * num_classes + [no_object_weight])
        super().__init__(num_classes, embed_dims, loss_cls=loss_cls, loss_bbox=loss_bbox, loss_iou=loss_iou,
                         train_cfg=train_cfg or DETR_MATCHING, test_cfg=test_cfg or {}, init_cfg=init_cfg)
        self.bg_cls_weight = no_object_weight
        self.part_norm = nn.LayerNorm(embed_dims)

    def forward(self, feats: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Predictions of the parts.

        Args:
            feats: what the backbone returns, the parts ``(B, L, C)``, or ``(D, B, L, C)`` of D encoders, last; maps
                are not read.

        Returns:
            Class logits ``(D, B, L, num_classes + 1)`` and boxes ``(D, B, L, 4)``, centre, width and height as
            fractions of the image, in float32; the first axis is that of DETR's layers, the final parts last.
        """
        parts = self.part_norm(feats[-1] if feats[-1].dim() == 4 else feats[-1][None])
        boxes = self.fc_reg(self.activate(self.reg_ffn(parts)))
        return self.fc_cls(parts).float(), boxes.float().sigmoid()

    def loss(self, feats: Sequence[Tensor], batch_data_samples: SampleList) -> dict[str, Tensor]:
        """Losses of the boxes and classes that are matched one to one to the objects.

        Args:
            feats: as in :meth:`forward`.
            batch_data_samples: with ``gt_instances``; an image may have no objects.

        Returns:
            ``loss_cls``, ``loss_bbox`` and ``loss_iou``, scalars, and as ``d0.loss_cls`` and so on those of the
            parts before the final ones.

        Raises:
            ValueError: when a label is not one of the head's classes.
            FloatingPointError: when a prediction is not finite.
        """
        for sample in batch_data_samples:
            labels = sample.gt_instances.labels
            check_labels(labels, labels[:0], self.num_classes, 0)
        predictions = self(feats)
        if not all(torch.isfinite(prediction).all() for prediction in predictions):
            raise FloatingPointError('boxes or class logits are not finite: training has diverged')
        with without_autocast(feats[-1]):
            return self.loss_by_feat(*predictions, [sample.gt_instances for sample in batch_data_samples],
                                     [sample.metainfo for sample in batch_data_samples])

    def predict(self, feats: Sequence[Tensor], batch_data_samples: SampleList, rescale: bool = True
                ) -> list[InstanceData]:
        """Boxes of a batch.

        Args:
            feats: as in :meth:`forward`.
            batch_data_samples: with ``img_shape`` and, to rescale, ``scale_factor``.
            rescale: whether boxes are in pixels of the original image; else of the network's input.

        Returns:
            For each image ``bboxes`` ``(K, 4)``, left, top, right, bottom, ``scores`` and ``labels``, best first.
        """
        return self.predict_by_feat(*self(feats), [sample.metainfo for sample in batch_data_samples], rescale)
