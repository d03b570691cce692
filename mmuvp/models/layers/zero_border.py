"""The padding of a batch, told from its values."""
from torch import Tensor


def zero_border(images: Tensor) -> Tensor:
    """Find what data preprocessors padded images with.

    Stock ones normalise images, then pad them with zeros at the bottom and the right.

    Args:
        images: ``(B, C, H, W)``.

    Returns:
        ``(B, H, W)``, True for the rows at the bottom and the columns at the right that are 0 in all channels; an
        image of nothing but zeros has none of them.
    """
    filled = (images != 0).any(dim=1)
    rows, columns = (_before_last(filled.any(dim=dim)) for dim in (2, 1))
    inside = rows[:, :, None] & columns[:, None]
    return ~inside & inside.flatten(1).any(dim=1)[:, None, None]


def _before_last(filled: Tensor) -> Tensor:
    """Where ``(B, L)`` has a True at or behind a place."""
    return filled.flip(1).cumsum(dim=1).flip(1) > 0
