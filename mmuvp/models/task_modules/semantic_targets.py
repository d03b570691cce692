"""Semantic targets for heads that keep mask targets of their own."""
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import Tensor

from .ground_truth import GroundTruth


@dataclass(frozen=True, kw_only=True)
class SemanticTargets:
    """What :class:`ReClass` and the semantic loss read.

    Attributes:
        semantic: ``(B, H, W)`` class of every pixel, -1 on void.
        area_weight: ``(B, H, W)`` pixels in the image over pixels in the mask that covers this one.
        labels: ``(B, N)`` class of each query's mask, ``num_classes`` (void) where unmatched; None
            before the matching.
        semantic_weight: ``(B, H, W)`` weight of each pixel in the semantic loss; None where all are equal.
    """
    semantic: Tensor
    area_weight: Tensor
    labels: Tensor | None = None
    semantic_weight: Tensor | None = None

    @cached_property
    def regions(self) -> tuple[Tensor, Tensor]:
        """Classes ``(P,)`` that occur in the batch and the pixels ``(B, H * W, P)`` of each, 1 or 0."""
        semantic = self.semantic.flatten(1)
        present = semantic[semantic >= 0].unique()
        return present, (semantic[..., None] == present).float()


@torch.no_grad()
def build_semantic_targets(labels: Sequence[Tensor], masks: Sequence[Tensor], size: tuple[int, int]
                           ) -> SemanticTargets:
    """Arrange the masks of a batch by pixel.

    Args:
        labels: classes ``(M,)`` of each image's masks.
        masks: masks ``(M, H', W')`` of each image, zero on void.
        size: ``(H, W)`` of the targets; nearest pixels are taken.

    Returns:
        Targets of the batch, before the matching.
    """
    truths = [_truth(*image, size) for image in zip(labels, masks, strict=True)]
    return SemanticTargets(semantic=torch.stack([truth.semantic for truth in truths]),
                           area_weight=torch.stack([truth.area_weight for truth in truths]))


def _truth(labels: Tensor, masks: Tensor, size: tuple[int, int]) -> GroundTruth:
    return GroundTruth(labels.long(), F.interpolate(masks[:, None].byte(), size=size, mode='nearest')[:, 0].bool())
