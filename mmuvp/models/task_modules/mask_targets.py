"""What the losses of a mask transformer are computed against."""
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .ground_truth import GroundTruth
from .semantic_targets import SemanticTargets

MIN_CLASS_WEIGHT = 1e-5


@dataclass(frozen=True)
class Match:
    """Which query answers for which mask of one image.

    Attributes:
        queries, masks: ``(K,)`` indices of matched queries and of their masks.
        mask_similarity: ``(K,)`` dice of each pair, weight of its class term.
        class_probability: ``(K,)`` predicted probability of the mask's class, weight of its dice term.
    """
    queries: Tensor
    masks: Tensor
    mask_similarity: Tensor
    class_probability: Tensor


@dataclass(frozen=True, kw_only=True)
class MaskTargets(SemanticTargets):
    """Targets of a batch after matching; nothing here carries a gradient.

    Attributes:
        masks: ``(B, N, H, W)`` mask of each query, zero where unmatched; where several matched
            masks cover a pixel, each has an equal part of it.
        valid: ``(B, H, W)`` True where a matched mask covers the pixel; the rest is void or a crowd.
        class_weight: ``(B, N)`` weight of each query's class term.
        mask_weight: ``(B, N)`` weight of each query's dice term, 0 where unmatched.
    """
    masks: Tensor
    valid: Tensor
    class_weight: Tensor
    mask_weight: Tensor


@torch.no_grad()
def build_targets(truths: Sequence[GroundTruth], matches: Sequence[Match], mask_logits: Tensor,
                  num_classes: int) -> MaskTargets:
    """Arrange matched ground truth by query and derive the PQ-style weights.

    A matched query's class term is weighted by its dice, an unmatched one's by the share of its mass
    that lies on void; a matched query's dice term by its class probability (MaX-DeepLab, section 4.3.2).

    Args:
        truths: ground truth of each image.
        matches: matching of each image.
        mask_logits: ``(B, N, H, W)`` masks of the prediction that was matched.
        num_classes: C, without void.

    Returns:
        Targets of the batch.
    """
    batch, queries, height, width = mask_logits.shape
    labels = mask_logits.new_full((batch, queries), num_classes, dtype=torch.long)
    masks = mask_logits.new_zeros((batch, queries, height, width), dtype=torch.float32)
    similarity = torch.zeros_like(masks[:, :, 0, 0])
    mask_weight = torch.zeros_like(similarity)
    for b, (truth, match) in enumerate(zip(truths, matches, strict=True)):
        labels[b, match.queries] = truth.labels[match.masks]
        masks[b, match.queries] = truth.masks[match.masks].float()
        similarity[b, match.queries] = match.mask_similarity
        mask_weight[b, match.queries] = match.class_probability

    cover = masks.sum(dim=1)
    valid = cover > 0
    masks /= cover.clamp(min=1)[:, None]

    predicted = mask_logits.float().softmax(dim=1)
    mass = predicted.sum(dim=(2, 3))
    void = ~valid
    for b, truth in enumerate(truths):
        if truth.crowd is not None:
            void[b] &= truth.crowd < 0
    on_void = (predicted * void[:, None]).sum(dim=(2, 3))
    class_weight = torch.where(labels == num_classes, on_void / mass.clamp(min=MIN_CLASS_WEIGHT), similarity)
    return MaskTargets(
        labels=labels,
        masks=masks,
        valid=valid,
        class_weight=class_weight.clamp(min=MIN_CLASS_WEIGHT),
        mask_weight=mask_weight,
        area_weight=torch.stack([truth.area_weight for truth in truths]),
        semantic=torch.stack([truth.semantic for truth in truths]),
        semantic_weight=None if truths[0].semantic_weight is None else torch.stack(
            [truth.semantic_weight for truth in truths]))
