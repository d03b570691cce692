"""Which masks claim which pixels, without ever holding all masks at full resolution."""
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

# Logits resized at a time: on a CPU as many as its caches hold, elsewhere enough to keep the device busy.
CPU_CHUNK = 2 ** 19
DEVICE_CHUNK = 2 ** 26


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
                 content: tuple[int, int], size: tuple[int, int], single: bool = False) -> MaskClaims:
    """Resize logits to the network's input, crop its padding, resize to the map, and find who claims what.

    Args:
        mask_logits: ``(N, h, w)``.
        candidates: ``(N,)`` bool; the others keep their part of the softmax but claim nothing.
        threshold: probability above which a pixel is claimed, at least 1/3.
        padded: height and width of the network's input.
        content: of the part of it that is not padding.
        size: of the map.
        single: only the query of the greatest logit claims a pixel, if it is a candidate; the softmax is over
            candidates (MaX-DeepLab).

    Returns:
        The claims.
    """
    queries = mask_logits.shape[0]
    find = _single_claims if single else _all_claims
    index, probability = _search(mask_logits, padded, content, size, lambda logits: find(logits, candidates, threshold))
    pixel, query = index // queries, index % queries

    # the claims of one pixel follow each other, and there are at most two
    second = torch.zeros_like(pixel)
    second[1:] = pixel[1:] == pixel[:-1]
    owners = torch.full((2, size[0] * size[1]), queries, device=mask_logits.device)
    owners[second, pixel] = query
    areas = torch.bincount(query, minlength=queries)
    mass = torch.bincount(query, weights=probability, minlength=queries)
    both = second.nonzero()[:, 0]
    pairs = torch.bincount(query[both - 1] * queries + query[both], minlength=queries ** 2).view(queries, queries)
    return MaskClaims(owners.view(2, *size), areas, (mass / areas.clamp(min=1)).float(), pairs + pairs.T)


def _all_claims(logits: Tensor, candidates: Tensor, threshold: float) -> tuple[Tensor, Tensor]:
    """Where the softmax over all queries exceeds the threshold: see :func:`_search`."""
    probability = logits.softmax(dim=-1).flatten()
    index = (probability > threshold).nonzero()[:, 0]
    index = index[candidates[index % len(candidates)]]
    return index, probability[index]


def _single_claims(logits: Tensor, candidates: Tensor, threshold: float) -> tuple[Tensor, Tensor]:
    """Where the greatest logit is of a candidate whose share among candidates exceeds the threshold."""
    logits = logits.flatten(0, -2)
    best, query = logits.max(dim=-1)
    others = logits.masked_fill(~candidates, -torch.inf).logsumexp(dim=-1)
    probability = (best - others).exp()
    pixel = (candidates[query] & (probability > threshold)).nonzero()[:, 0]
    return pixel * len(candidates) + query[pixel], probability[pixel]


def _search(mask_logits: Tensor, padded: tuple[int, int], content: tuple[int, int], size: tuple[int, int],
            find: Callable[[Tensor], tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """Gather what ``find`` reports of each strip of the resized map.

    Args:
        find: from logits ``(r, W, N)`` to ascending indices into them, flattened, and probabilities there.

    Returns:
        Ascending indices ``(K,)`` into a flattened map ``(H, W, N)``, and the probabilities there.
    """
    queries = mask_logits.shape[0]
    height, width = size
    # with queries last, resizing and the softmax go through memory in order
    read_rows = _row_reader(mask_logits.permute(1, 2, 0).contiguous(), padded, content[0], height)
    elements = CPU_CHUNK if mask_logits.device.type == 'cpu' else DEVICE_CHUNK
    step = max(1, elements // (queries * max(width, padded[1])))
    found = []
    for top in range(0, height, step):
        logits = _resize_columns(read_rows(top, top + step), padded[1], content[1], width)
        index, probability = find(logits)
        found.append((index + top * width * queries, probability))
    return torch.cat([index for index, _ in found]), torch.cat([probability for _, probability in found])


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


def _row_reader(maps: Tensor, padded: tuple[int, int], content: int, height: int) -> Callable[[int, int], Tensor]:
    """Function that resizes ``maps`` ``(h, w, N)`` along the height and returns some rows of the result."""
    low, high, weight = _axis(maps.shape[0], padded[0], padded[1] % 2 == 1, maps.device)

    def read_padded(rows: slice | Tensor) -> Tensor:
        return torch.lerp(maps[low[rows]], maps[high[rows]], weight[rows, None, None])

    def read_resized(top: int, bottom: int) -> Tensor:
        rows = slice(top, bottom)
        return torch.lerp(read_padded(inner_low[rows]), read_padded(inner_high[rows]), inner[rows, None, None])

    if height == content:
        return lambda top, bottom: read_padded(slice(top, min(bottom, height)))
    inner_low, inner_high, inner = _axis(content, height, False, maps.device)
    return read_resized


def _resize_columns(logits: Tensor, padded: int, content: int, width: int) -> Tensor:
    """``(r, w, N)`` to ``(r, W, N)`` by both resizes along the width."""
    rows = logits.shape[0]
    logits = logits[None].permute(0, 3, 1, 2)
    logits = F.interpolate(logits, (rows, padded), mode='bilinear', align_corners=padded % 2 == 1)[..., :content]
    if content != width:
        logits = F.interpolate(logits, (rows, width), mode='bilinear', align_corners=False)
    return logits.permute(0, 2, 3, 1)[0]
