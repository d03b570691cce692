"""What the heads of mask transformers share: predictions, ground truth, matching and losses."""
from collections.abc import Sequence

import torch
from mmdet.models.utils import preprocess_panoptic_gt
from mmdet.structures import SampleList
from mmdet.structures.mask import BitmapMasks
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.models.layers.precision import without_autocast
from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.models.parts import Part, build_part
from mmuvp.models.task_modules import GroundTruth, MaskTargets, build_targets, check_labels
from mmuvp.registry import TASK_UTILS


class MaskTransformerHead(BaseModule):
    """Panoptic head of ``mmdet.MaskFormer`` that is trained with the losses of MaX-DeepLab (sections 4.3.2 and 4.3.4).

    A child predicts masks and classes in :meth:`_predictions`, and gives the auxiliary head its maps in
    :meth:`_semantic_maps`.

    Args:
        parts: modules of the child by name; ``auxiliary_semantic_head``, in training only, is one of them, or None.
        num_things_classes, num_stuff_classes: thing classes come first.
        mask_stride: input pixels per pixel of the final masks.
        loss_class, loss_dice, loss_mask_id, loss_insdis, loss_semantic: configs of the losses; the third and
            fourth may be None.
        reclass: config or module of ReMaX's relaxation of labels, in training only.
        share_matching: match the final prediction and use the result for all of them; otherwise match
            each prediction by itself.
        match_relaxed: with matching by prediction, match its relaxed masks.
        small_things: area, in pixels of the input, below which pixels of a thing have another weight in
            ``loss_semantic``, and that weight.
        train_cfg: ``assigner``, config of the matching.
    """
    training_only: tuple[str, ...] = ('auxiliary_semantic_head', 'reclass')

    def __init__(self,
                 parts: dict[str, nn.Module | None],
                 num_things_classes: int,
                 num_stuff_classes: int,
                 mask_stride: int,
                 loss_class: Part,
                 loss_dice: Part,
                 loss_mask_id: Part | None,
                 loss_insdis: Part | None,
                 loss_semantic: Part,
                 reclass: Part | None = None,
                 share_matching: bool = True,
                 match_relaxed: bool = False,
                 small_things: tuple[int, float] | None = None,
                 train_cfg: dict | None = None,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        for name, part in parts.items():
            self.add_module(name, part)
        self.num_things_classes, self.num_stuff_classes = num_things_classes, num_stuff_classes
        self.num_classes = num_things_classes + num_stuff_classes
        self.mask_stride, self.small_things = mask_stride, small_things
        self.share_matching, self.match_relaxed = share_matching, match_relaxed
        self.reclass = build_part(reclass)
        self.loss_class, self.loss_dice = build_part(loss_class), build_part(loss_dice)
        self.loss_mask_id, self.loss_insdis = build_part(loss_mask_id), build_part(loss_insdis)
        self.loss_semantic = build_part(loss_semantic)
        self.assigner = TASK_UTILS.build(
            (train_cfg or {}).get('assigner', dict(type='mmuvp.MaskSimilarityAssigner')))

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
        semantic_logits = None if self.auxiliary_semantic_head is None else self.auxiliary_semantic_head(
            self._semantic_maps(feats))
        with without_autocast(feats[0]):
            return self._losses(predictions, semantic_logits, truths)

    def _predictions(self, feats: Sequence[Tensor], semantic: Tensor | None = None) -> list[dict[str, Tensor]]:
        """Predictions with ``mask_logits``, ``class_logits`` and ``pixel_feature``, the final one last.

        Args:
            feats: what the backbone returned.
            semantic: true classes ``(B, H, W)`` in training, -1 on void.
        """
        raise NotImplementedError(f'{type(self).__name__} predicts nothing')

    def _semantic_maps(self, feats: Sequence[Tensor]) -> Sequence[Tensor]:
        """Those of the backbone's maps that the auxiliary head reads."""
        return feats

    def _ground_truth(self, sample) -> GroundTruth:
        """Thing and stuff masks of an image at the stride of the final masks."""
        step = slice(None, None, self.mask_stride)
        instances, sem_seg = sample.gt_instances, sample.gt_sem_seg.sem_seg[..., step, step]
        check_labels(instances.labels, sem_seg, self.num_things_classes, self.num_stuff_classes)
        masks = instances.masks.masks[:, step, step]
        labels, masks = preprocess_panoptic_gt(
            instances.labels, BitmapMasks(masks, *sem_seg.shape[-2:]), sem_seg, self.num_things_classes,
            self.num_stuff_classes)
        masks = masks.bool()
        # pixels of thing classes that no instance has
        of_no_thing = (sem_seg[0] >= self.num_things_classes) | masks[:len(instances.labels)].any(dim=0)
        crowd = sem_seg[0].long().masked_fill(of_no_thing, -1)
        weight = self._semantic_weight(masks[:len(instances.labels)])
        present = masks.flatten(1).any(dim=1)
        return GroundTruth(labels[present].long(), masks[present], crowd, weight)

    def _semantic_weight(self, things: Tensor) -> Tensor | None:
        """Weight ``(H, W)`` of each pixel in the semantic loss, from the masks ``(K, H, W)`` of things."""
        if self.small_things is None:
            return None
        area, weight = self.small_things
        small = things[things.sum(dim=(1, 2)) * self.mask_stride ** 2 < area].any(dim=0)
        return torch.where(small, weight, 1.0)

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
        masks = bilinear_resize(prediction['mask_logits'].float(), size, align_corners=size[0] % 2 == 1)
        return dict(prediction, class_logits=prediction['class_logits'].float(), masks=masks, relaxed_masks=masks)

    def _stage_losses(self, prediction: dict[str, Tensor], targets: MaskTargets, is_final: bool) -> dict[str, Tensor]:
        soft_labels = None
        if self.reclass is not None and (is_final or not self.reclass.final_only):
            soft_labels = self.reclass(prediction['masks'], targets, self.num_classes)
        losses = dict(
            loss_cls=self.loss_class(prediction['class_logits'], targets, soft_labels),
            loss_dice=self.loss_dice(prediction['relaxed_masks'], targets))
        if self.loss_mask_id is not None:
            losses['loss_mask_id'] = self.loss_mask_id(prediction['relaxed_masks'], targets)
        if self.loss_insdis is not None:
            losses['loss_insdis'] = self.loss_insdis(prediction['pixel_feature'], targets)
        return losses
