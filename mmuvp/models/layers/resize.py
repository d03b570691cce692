"""Bilinear resizing with the rule for corner alignment that the DeepLab family uses."""
import torch
import torch.nn.functional as F
from torch import Tensor


def bilinear_resize(x: Tensor, size: tuple[int, int], align_corners: bool | None = None) -> Tensor:
    """Resize a map, aligning the corners when its own width is odd.

    Maps of width ``2n + 1`` come from inputs of width ``32k + 1``, whose sampling
    grids share their corners at every stride; even maps do not share them.

    Args:
        x: ``(B, C, h, w)``.
        size: target ``(H, W)``.
        align_corners: overrides the rule when given.

    Returns:
        ``(B, C, H, W)``; ``x`` itself when the size is already right.
    """
    if tuple(x.shape[-2:]) == tuple(size):
        return x
    return F.interpolate(x, size=tuple(size), mode='bilinear', align_corners=_aligned(x, align_corners))


def resize_factors(x: Tensor, size: tuple[int, int]) -> tuple[float, float]:
    """Pixels of the resized map per pixel of ``x`` ``(B, C, h, w)``, along height and width, in
    :func:`bilinear_resize`."""
    aligned = _aligned(x, None)
    return tuple((new - 1) / (old - 1) if aligned and old > 1 else new / old
                 for old, new in zip(x.shape[-2:], size, strict=True))


def bilinear_sample(x: Tensor, index: Tensor, size: tuple[int, int], align_corners: bool | None = None) -> Tensor:
    """Read some pixels of a resized map without resizing the rest of it.

    Args:
        x: ``(B, C, h, w)``.
        index: ``(B, K)`` pixels of the resized map, counted row by row.
        size, align_corners: as in :func:`bilinear_resize`.

    Returns:
        ``(B, C, K)``.
    """
    height, width = size
    if tuple(x.shape[-2:]) == (height, width):
        return x.flatten(2).gather(2, index[:, None].expand(-1, x.shape[1], -1))
    aligned = _aligned(x, align_corners)
    position = torch.stack([_grid_position(index % width, width, aligned),
                            _grid_position(index // width, height, aligned)], dim=-1)
    sampled = F.grid_sample(x, position[:, None].to(x.dtype), mode='bilinear', padding_mode='border',
                            align_corners=aligned)
    return sampled[:, :, 0]


def nearest_resize(x: Tensor, size: tuple[int, int], align_corners: bool | None = None) -> Tensor:
    """Pick pixels of a map on the grid of :func:`bilinear_resize`; axes of odd length share their ends.

    Args:
        x: ``(..., h, w)`` of any type.
        size: ``(H, W)``.
        align_corners: overrides the rule when given.

    Returns:
        ``(..., H, W)``.
    """
    rows, columns = (_nearest(old, new, align_corners, x.device) for old, new in zip(x.shape[-2:], size, strict=True))
    return x[..., rows[:, None], columns]


def _nearest(old: int, new: int, align_corners: bool | None, device: torch.device) -> Tensor:
    position = torch.arange(new, device=device, dtype=torch.float64)
    if (old % 2 == 1) if align_corners is None else align_corners:
        return (position * (old - 1) / max(new - 1, 1)).round().long()
    return ((position + 0.5) * old / new).floor().long()


def _aligned(x: Tensor, align_corners: bool | None) -> bool:
    return x.shape[-1] % 2 == 1 if align_corners is None else align_corners


def _grid_position(index: Tensor, length: int, aligned: bool) -> Tensor:
    """Pixels of an axis in the units of ``F.grid_sample``, whose range is [-1, 1]."""
    return index * (2 / max(length - 1, 1)) - 1 if aligned else (2 * index + 1) / length - 1
