"""Patches that are hidden behind a learned token."""
import torch
from torch import Tensor


def hide_patches(patches: Tensor, token: Tensor | None, mask: Tensor | None, grid: tuple[int, int],
                 stride: int = 1) -> Tensor:
    """Put a mask token in the place of the patches that are masked.

    Args:
        patches: ``(B, h * w, C)``, without positions.
        token: ``(1, C)``, or None for a network that knows no masks.
        mask: ``(B, ceil(h / stride), ceil(w / stride))`` booleans, True where patches are hidden, or None to see all.
        grid: ``(h, w)``.
        stride: rows, and columns, of patches that share an entry of the mask.

    Returns:
        ``(B, h * w, C)``.

    Raises:
        ValueError: on a mask without a token, of another shape or of another type.
    """
    if mask is None:
        return patches
    if token is None:
        raise ValueError('this backbone has no mask token: build it with with_mask_token=True')
    expected = (len(patches), *(-(-side // stride) for side in grid))
    if mask.shape != expected or mask.dtype != torch.bool:
        raise ValueError(f'the mask must be booleans {expected}, not {mask.dtype} {tuple(mask.shape)}')
    if stride > 1:
        mask = mask.repeat_interleave(stride, 1).repeat_interleave(stride, 2)[:, :grid[0], :grid[1]]
    return torch.where(mask.flatten(1)[..., None], token.to(patches.dtype), patches)
