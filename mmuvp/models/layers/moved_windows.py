"""Masks of Swin's moved windows that can be compiled."""
import torch
from mmpretrain.models.utils.attention import ShiftWindowMSA
from torch import Tensor, nn


def moved_window_mask(hw_shape: tuple[int, int], window_size: int, shift_size: int,
                      device: torch.device | None = None) -> Tensor | None:
    """What keeps pixels from attending to those that the rolling of the map brought into their window.

    Equal to the mask of ``mmpretrain``'s windows, which writes numbers of regions into slices of a map.

    Args:
        hw_shape: height and width of the padded map, multiples of ``window_size``.
        window_size: side of a window in pixels, R.
        shift_size: pixels by which the map was rolled.
        device: of the mask.

    Returns:
        ``(windows, R ** 2, R ** 2)`` of 0, and -100 for pairs of different regions; None if the map was not rolled.
    """
    if shift_size == 0:
        return None
    rows, columns = (_regions(length, window_size, shift_size, device) for length in hw_shape)
    regions = (3 * rows[:, None] + columns).view(1, *hw_shape, 1)
    regions = ShiftWindowMSA.window_partition(regions, window_size).view(-1, window_size ** 2)
    return torch.where(regions[:, None] == regions[:, :, None], 0., -100.)


def use_compilable_masks(model: nn.Module) -> None:
    """Let all windows of ``mmpretrain`` within a model use :func:`moved_window_mask`.

    Inductor writes C++ for the stock mask that compilers refuse.
    """
    for module in model.modules():
        if isinstance(module, ShiftWindowMSA):
            module.get_attn_mask = moved_window_mask


def _regions(length: int, window_size: int, shift_size: int, device: torch.device | None) -> Tensor:
    """Numbers of the regions along an axis, three of them, ``(length, )``."""
    place = torch.arange(length, device=device)
    return (place >= length - window_size).int() + (place >= length - shift_size).int()
