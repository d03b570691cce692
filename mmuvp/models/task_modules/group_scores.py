"""From groups of pixels and classes in words to a map of scores."""
from collections.abc import Sequence

import torch
from torch import Tensor

from mmuvp.models.layers.resize import bilinear_resize


def chain_assignments(assignments: Sequence[Tensor]) -> Tensor:
    """Which final group each patch belongs to: the product of the assignments of all stages (section 3.3).

    Args:
        assignments: of each stage, ``(B, groups, tokens)``; the groups of one are the tokens of the next.

    Returns:
        ``(B, final groups, patches)`` float32.

    Raises:
        ValueError: when there is none.
    """
    if not assignments:
        raise ValueError('the image encoder has no grouping stage, so there are no groups to name')
    chained = assignments[0].float()
    for assignment in assignments[1:]:
        chained = assignment.float() @ chained
    return chained


def group_map(assignment: Tensor, grid: tuple[int, int], size: tuple[int, int]) -> Tensor:
    """The group of each pixel: the map of the patches is resized bilinearly, and only then the largest is taken.

    Args:
        assignment: ``(B, G, h * w)`` of patches to groups, row by row.
        grid: ``(h, w)`` patches.
        size: ``(H, W)`` pixels, over all of which the grid is stretched.

    Returns:
        ``(B, H, W)`` int64.
    """
    return bilinear_resize(assignment.unflatten(2, grid), size, align_corners=False).argmax(dim=1)


def group_class_scores(logits: Tensor, pooled_logits: Tensor, top_classes: int | None = 5,
                       product: bool = True) -> Tensor:
    """How much each group is of each class.

    The published code takes the softmax over all classes times the softmax over those that fit the whole image
    best; the paper (section 4.1) the former alone.

    Args:
        logits: ``(B, G, C)`` of groups and classes.
        pooled_logits: ``(B, C)`` of whole images and classes.
        top_classes: how many classes of an image may score; all with None, or where there are fewer.
        product: multiply the two softmaxes; otherwise the second is the score.

    Returns:
        ``(B, G, C)`` float32 in [0, 1].
    """
    logits = logits.float()
    kept = logits
    if top_classes is not None and top_classes < logits.shape[2]:
        best = pooled_logits.topk(top_classes, dim=1).indices
        left_out = torch.ones_like(pooled_logits, dtype=torch.bool).scatter(1, best, False)
        kept = logits.masked_fill(left_out[:, None], float('-inf'))
    scores = kept.softmax(dim=2)
    return logits.softmax(dim=2) * scores if product else scores


def score_map(scores: Tensor, groups: Tensor, background: float | None = None) -> Tensor:
    """Give each pixel the scores of its group, or the background where the best of them is too low.

    Args:
        scores: ``(B, G, C)`` of groups and classes.
        groups: ``(B, H, W)`` group of each pixel.
        background: score below which a pixel is background. If no group of an image reaches it, the best score of
            the image takes its place. None without a background.

    Returns:
        ``(B, C, H, W)``, or ``(B, 1 + C, H, W)`` with the background in front, which is 1 where all classes are 0.
    """
    batch, height, width = groups.shape
    if background is not None:
        best = scores.amax(dim=2)
        threshold = best.amax(dim=1, keepdim=True).clamp(max=background)
        empty = best < threshold
        scores = torch.cat([empty[..., None].to(scores), scores.masked_fill(empty[..., None], 0)], dim=2)
    index = groups.flatten(1)[:, None].expand(-1, scores.shape[2], -1)
    return scores.transpose(1, 2).gather(2, index).view(batch, -1, height, width)
