"""Which masks claim which pixels, without ever holding all masks at full resolution."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

CHUNK_ELEMENTS = 2 ** 22


@dataclass(frozen=True)
class MaskClaims:
    """Pixels where the softmax over queries exceeds a threshold of at least 1/3.

    At most two queries can exceed it at one pixel, so pairs tell all there is to know of overlaps.

    Attributes:
        owners: ``(2, H, W)`` queries that claim a pixel, N where none does.
        areas: ``(N,)`` pixels that each query claims.
        confidence: ``(N,)`` mean probability of these pixels, 0 where there are none.
        shared: ``(N, N)`` pixels that two queries both claim.
    """
    owners: Tensor
    areas: Tensor
    confidence: Tensor
    shared: Tensor


def claim_pixels(mask_logits: Tensor, candidates: Tensor, threshold: float, padded: tuple[int, int],
                 content: tuple[int, int], size: tuple[int, int]) -> MaskClaims:
    """Resize logits to the network's input, crop its padding, resize to the map, and find who claims what.

    Args:
        mask_logits: ``(N, h, w)``.
        candidates: ``(N,)`` bool; the others keep their part of the softmax but claim nothing.
        threshold: probability above which a pixel is claimed, at least 1/3.
        padded: height and width of the network's input.
        content: of the part of it that is not padding.
        size: of the map.

    Returns:
        The claims.
    """
    queries = mask_logits.shape[0]
    height, width = size
    owners = torch.full((2, height, width), queries, device=mask_logits.device)
    probability = mask_logits.new_zeros(2, height, width)
    rows, weights = _source_rows(mask_logits.shape[1], padded, content, height, mask_logits.device)
    step = max(1, CHUNK_ELEMENTS // (queries * max(width, padded[1])))
    for top in range(0, height, step):
        part = slice(top, top + step)
        logits = sum(w[part, None] * mask_logits[:, r[part]] for r, w in zip(rows, weights, strict=True))
        logits = _resize_columns(logits, padded[1], content[1], width)
        owners[:, part], probability[:, part] = _two_best(logits, threshold)

    claimed = (probability > threshold) & F.pad(candidates, (0, 1))[owners]
    owners = torch.where(claimed, owners, queries)
    index = owners.flatten()
    areas = torch.bincount(index, minlength=queries + 1)[:queries]
    mass = torch.bincount(index, weights=probability.flatten(), minlength=queries + 1)[:queries]
    pairs = torch.bincount(owners[0].flatten() * (queries + 1) + owners[1].flatten(), minlength=(queries + 1) ** 2)
    pairs = pairs.view(queries + 1, queries + 1)[:queries, :queries]
    return MaskClaims(owners, areas, (mass / areas.clamp(min=1)).float(), pairs + pairs.T)


def _two_best(logits: Tensor, threshold: float) -> tuple[Tensor, Tensor]:
    """The two most probable queries of every pixel and their probabilities, each ``(2, r, W)``.

    The second is sought only where it can exceed the threshold; elsewhere its probability is 0.
    """
    best, first = logits.max(dim=0)
    total = (logits - best).exp_().sum(dim=0)
    probability = torch.stack([1 / total, torch.zeros_like(total)])
    owners = torch.stack([first, first])
    contested = (probability[0] > threshold) & (probability[0] < 1 - threshold)
    if contested.any():
        column = logits[:, contested].scatter(0, first[contested][None], -torch.inf)
        second, owners[1, contested] = column.max(dim=0)
        probability[1, contested] = (second - best[contested]).exp() / total[contested]
    return owners, probability


def _axis(source: int, target: int, align_corners: bool, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Lower and upper source index and the upper one's weight for every target index of a linear resize."""
    index = torch.arange(target, dtype=torch.float32, device=device)
    if align_corners:
        position = index * ((source - 1) / max(target - 1, 1))
    else:
        position = ((index + 0.5) * (source / target) - 0.5).clamp(min=0)
    lower = position.long().clamp(max=source - 1)
    upper = (lower + 1).clamp(max=source - 1)
    return lower, upper, position - lower


def _source_rows(source: int, padded: tuple[int, int], content: tuple[int, int], height: int, device: torch.device
                 ) -> tuple[list[Tensor], list[Tensor]]:
    """Rows of the logits, and their weights, that make up each row of the map: both resizes in one."""
    low, high, weight = _axis(source, padded[0], padded[1] % 2 == 1, device)
    if height == content[0]:
        return [low[:height], high[:height]], [1 - weight[:height], weight[:height]]
    inner_low, inner_high, inner = _axis(content[0], height, False, device)
    rows = [low[inner_low], high[inner_low], low[inner_high], high[inner_high]]
    a, b = weight[inner_low], weight[inner_high]
    return rows, [(1 - inner) * (1 - a), (1 - inner) * a, inner * (1 - b), inner * b]


def _resize_columns(logits: Tensor, padded: int, content: int, width: int) -> Tensor:
    """``(N, r, w)`` to ``(N, r, W)`` by both resizes along the width."""
    rows = logits.shape[1]
    logits = F.interpolate(logits[None], (rows, padded), mode='bilinear', align_corners=padded % 2 == 1)
    logits = logits[..., :content]
    if content != width:
        logits = F.interpolate(logits, (rows, width), mode='bilinear', align_corners=False)
    return logits[0]
