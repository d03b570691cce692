"""Sinusoidal positions of the pixels of a map."""
import math

import torch
from torch import Tensor

TEMPERATURE = 10000


def sinusoidal_position(inside: Tensor, channels: int) -> Tensor:
    """Sines and cosines of where pixels are in their images, as DETR has them.

    Rows and columns are counted from 1 among the pixels that are image, and are fractions of how many there are, so
    that neither the size of the map nor what pads it matters.  The first half of the channels tells the row, the
    second the column: of each half the first half has sines, the second cosines, of periods that grow from the
    image to 10,000 times that.

    Args:
        inside: ``(B, H, W)``, True where there is an image.
        channels: C, a multiple of four.

    Returns:
        ``(B, H, W, C)`` in float32; what is no image has finite numbers, too.

    Raises:
        ValueError: when C is no multiple of four.
    """
    if channels % 4:
        raise ValueError(f'sinusoidal positions need a multiple of 4 channels, not {channels}')
    quarter = channels // 4
    frequencies = TEMPERATURE ** -(torch.arange(quarter, device=inside.device) / quarter)
    waves = []
    for dim in (1, 2):
        counts = inside.cumsum(dim).float()
        fractions = counts / counts.amax(dim, keepdim=True).clamp(min=1)
        angles = 2 * math.pi * fractions[..., None] * frequencies
        waves += [angles.sin(), angles.cos()]
    return torch.cat(waves, dim=-1)
