"""ReMaX's relaxations for the MaskFormer and Mask2Former heads of mmdet."""
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from mmdet.models.dense_heads import Mask2FormerHead, MaskFormerHead
from mmdet.structures import SampleList
from mmengine.structures import InstanceData
from torch import Tensor, nn

from mmuvp.models.parts import Part, build_part
from mmuvp.models.task_modules.semantic_targets import SemanticTargets, build_semantic_targets
from mmuvp.registry import MODELS

# what ReMask's arguments for decoders that assign pixels to clusters must be here
FIXED_REMASK = dict(share_head=True, feature='pixel_feature', after_resize=False, relax_assignment=False, at_test=False)


@dataclass(frozen=True)
class StageMasks:
    """Mask logits ``(B, N, h, w)`` of one stage.

    Attributes:
        plain: as predicted; read by matching (unless it reads ``relaxed``) and by ReClass.
        relaxed: what the mask losses see.
        reclass_targets: None where the labels of the stage are not relaxed.
    """
    plain: Tensor
    relaxed: Tensor
    reclass_targets: SemanticTargets | None


class Matched(NamedTuple):
    """Ground truth after matching: the result of the stock ``get_targets``."""
    labels: list[Tensor]
    label_weights: list[Tensor]
    mask_targets: list[Tensor]
    mask_weights: list[Tensor]
    avg_factor: int


class RelaxedLosses:
    """To be put before a mask-transformer head of mmdet: relaxes its masks and labels in training.

    The first ``remask.num_stages`` predictions, never the final one, reach the mask losses after
    ReMask; the class term of each prediction has ReClass's soft labels.  All predictions are compared
    with the same mask feature, so one semantic head, evaluated once, serves all of them.  Masked
    attention and inference read the plain masks.

    Args:
        *args, **kwargs: of the stock head.
        remask: config or module, :class:`mmuvp.ReMask`; ``num_classes``, ``in_channels`` and
            ``share_head`` are filled in.
        reclass: config or module, :class:`mmuvp.ReClass`.
        match_relaxed: match relaxed masks instead of plain ones.

    Raises:
        ValueError: if ReMask would relax the final prediction, or has an argument that these heads
            cannot obey.
    """
    training_only = ('remask', 'reclass')

    def __init__(self, *args, remask: Part | None = None, reclass: Part | None = None, match_relaxed: bool = False,
                 **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.remask = build_part(
            remask, num_classes=self.num_classes, in_channels=self.mask_embed[-1].out_features, share_head=True)
        self.reclass = build_part(reclass)
        self.match_relaxed = match_relaxed
        if self.remask is not None:
            _check_remask(self.remask)

    def init_weights(self) -> None:
        """Stock weights, then those of the semantic head."""
        super().init_weights()
        if self.remask is not None:
            self.remask.init_weights()

    def loss(self, x: Sequence[Tensor], batch_data_samples: SampleList) -> dict[str, Tensor]:
        """Losses of every prediction.

        Args:
            x: the backbone's maps.
            batch_data_samples: with ``gt_instances`` (things) and, for panoptic training, ``gt_sem_seg``.

        Returns:
            The stock head's scalars by name, and ``loss_remask`` where there is a semantic head.
        """
        with _recorded_outputs(self.pixel_decoder) as outputs:
            class_logits, mask_logits = self(x, batch_data_samples)
        mask_feature = outputs[0][0]
        truths = self.preprocess_gt([sample.gt_instances for sample in batch_data_samples],
                                    [sample.get('gt_sem_seg') for sample in batch_data_samples])
        targets = build_semantic_targets(
            [truth.labels for truth in truths], [truth.masks for truth in truths], mask_feature.shape[-2:])
        semantic_logits = self._semantic_logits(mask_feature, mask_logits, targets)
        with torch.autocast(mask_feature.device.type, enabled=False):
            class_logits = [logits.float() for logits in class_logits]
            stages = self._stages(class_logits, mask_logits, semantic_logits, targets)
            losses = self.loss_by_feat(class_logits, stages, truths, [s.metainfo for s in batch_data_samples])
            return losses | self._semantic_loss(semantic_logits, targets)

    def get_targets(self, cls_scores_list: list[Tensor], mask_preds_list: list[Tensor],
                    batch_gt_instances: list[InstanceData] | Matched, *args, **kwargs) -> tuple:
        """Stock matching; ground truth that is matched already is returned as it is."""
        if isinstance(batch_gt_instances, Matched):
            return batch_gt_instances
        return super().get_targets(cls_scores_list, mask_preds_list, batch_gt_instances, *args, **kwargs)

    def _semantic_logits(self, mask_feature: Tensor, mask_logits: Sequence[Tensor], targets: SemanticTargets
                         ) -> Tensor | None:
        if self.remask is None or self.remask.num_stages == 0:
            return None
        if self.remask.num_stages >= len(mask_logits):
            raise ValueError(f'remask.num_stages is {self.remask.num_stages}, but only {len(mask_logits) - 1} '
                             'predictions precede the final one, which is never relaxed')
        prediction = dict(pixel_feature=mask_feature, mask_logits=mask_logits[0])
        return self.remask.semantic_logits(0, prediction, targets.semantic)

    def _stages(self, class_logits: list[Tensor], mask_logits: Sequence[Tensor], semantic_logits: Tensor | None,
                targets: SemanticTargets) -> list[StageMasks]:
        num_relaxed = 0 if semantic_logits is None else self.remask.num_stages
        stages = []
        for i, (classes, masks) in enumerate(zip(class_logits, mask_logits, strict=True)):
            plain = masks.float()
            relaxed = self.remask.relax(plain, classes, semantic_logits) if i < num_relaxed else plain
            is_final = i == len(class_logits) - 1
            softened = self.reclass is not None and (is_final or not self.reclass.final_only)
            stages.append(StageMasks(plain, relaxed, targets if softened else None))
        return stages

    def _loss_by_feat_single(self, cls_scores: Tensor, mask_preds: StageMasks, batch_gt_instances: list[InstanceData],
                             batch_img_metas: list[dict]) -> tuple[Tensor, Tensor, Tensor]:
        """The stock head's losses of one stage, with plain masks matched and with soft labels."""
        to_match = mask_preds.relaxed if self.match_relaxed else mask_preds.plain
        matched = Matched(*self.get_targets(list(cls_scores), list(to_match), batch_gt_instances, batch_img_metas))
        loss_cls, loss_mask, loss_dice = super()._loss_by_feat_single(
            cls_scores, mask_preds.relaxed, matched, batch_img_metas)
        if mask_preds.reclass_targets is not None:
            loss_cls = self._soft_class_loss(cls_scores, mask_preds, matched)
        return loss_cls, loss_mask, loss_dice

    def _soft_class_loss(self, class_logits: Tensor, masks: StageMasks, matched: Matched) -> Tensor:
        """The stock class term with soft labels, averaged as with hard ones."""
        targets = replace(masks.reclass_targets, labels=torch.stack(matched.labels))
        soft_labels = self.reclass(masks.plain, targets, self.num_classes)
        class_weight = class_logits.new_tensor(self.class_weight)
        return self.loss_cls(class_logits.flatten(0, 1), soft_labels.flatten(0, 1), torch.cat(matched.label_weights),
                             avg_factor=class_weight[targets.labels].sum())

    def _semantic_loss(self, semantic_logits: Tensor | None, targets: SemanticTargets) -> dict[str, Tensor]:
        if semantic_logits is None:
            return {}
        loss = self.remask.loss(dict(semantic_logits=semantic_logits), targets)
        return {} if loss is None else dict(loss_remask=loss)


@MODELS.register_module()
class RelaxedMaskFormerHead(RelaxedLosses, MaskFormerHead):
    """``mmdet.MaskFormerHead`` with ReMaX's relaxations; see :class:`RelaxedLosses`."""


@MODELS.register_module()
class RelaxedMask2FormerHead(RelaxedLosses, Mask2FormerHead):
    """``mmdet.Mask2FormerHead`` with ReMaX's relaxations; see :class:`RelaxedLosses`.

    Its first prediction is that of the learnt queries, before any layer, as is kMaX-DeepLab's.
    """


def _check_remask(remask: nn.Module) -> None:
    for name, value in FIXED_REMASK.items():
        if getattr(remask, name) != value:
            raise ValueError(f'remask.{name} must be {value!r} in this head, not {getattr(remask, name)!r}')


@contextmanager
def _recorded_outputs(module: nn.Module) -> Iterator[list]:
    """Collect what ``module`` returns inside the context."""
    outputs = []
    handle = module.register_forward_hook(lambda module, inputs, output: outputs.append(output))
    try:
        yield outputs
    finally:
        handle.remove()
