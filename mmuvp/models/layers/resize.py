"""Bilinear resizing with the rule for corner alignment that the DeepLab family uses."""
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
    if align_corners is None:
        align_corners = x.shape[-1] % 2 == 1
    return F.interpolate(x, size=tuple(size), mode='bilinear', align_corners=align_corners)
