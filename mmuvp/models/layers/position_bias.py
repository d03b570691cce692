"""Biases of attention, computed from the offset between a query and a key (HLG, B_W and B_G of equations 5 and 7)."""
from typing import NamedTuple

import torch
from torch import Tensor, nn

from .precision import without_autocast

REDUCTION = 16
NUM_LAYERS = 3


class KeyAxis(NamedTuple):
    """Where keys are along an axis, in pixels of the queries' map.

    Args:
        first: position of the first key, which may lie between pixels.
        step: whole pixels from a key to the next.
        count: of keys.
    """
    first: float
    step: int
    count: int

    @classmethod
    def pixels(cls, length: int) -> 'KeyAxis':
        """Every pixel of an axis is a key."""
        return cls(0, 1, length)

    def offsets(self, length: int, like: Tensor) -> Tensor:
        """All offsets from a key to a query, of which there are ``length``, in ascending order, typed ``like`` this."""
        reach = self.step * (self.count - 1)
        return torch.arange(-reach, length, dtype=like.dtype, device=like.device) - self.first


class PositionBias(nn.Module):
    """A small network from offsets in rows and columns to a bias for each head.

    Args:
        channels: of the attention; the network is a sixteenth as wide.
        num_heads: of the attention.
    """

    def __init__(self, channels: int, num_heads: int) -> None:
        super().__init__()
        width = max(channels // REDUCTION, 1)
        self.embedding = nn.Linear(2, width)
        self.layers = nn.Sequential(*(
            nn.Sequential(nn.LayerNorm(width), nn.ReLU(), nn.Linear(width, out_channels))
            for out_channels in (width, ) * (NUM_LAYERS - 1) + (num_heads, )))

    def forward(self, size: tuple[int, int], rows: KeyAxis, columns: KeyAxis) -> Tensor:
        """Biases between all pixels of a map and the keys of a grid.

        Args:
            size: height and width of the queries' map.
            rows, columns: of the grid of keys.

        Returns:
            ``(heads, height * width, rows.count * columns.count)`` in the type of the weights.
        """
        height, width = size
        weight = self.embedding.weight
        table = self._table(rows.offsets(height, weight), columns.offsets(width, weight))
        # a slice of the table for each row of keys, from the last, whose offsets are the smallest; then for each column
        biases = table.unfold(1, height, rows.step).unfold(2, width, columns.step)
        return biases.permute(0, 3, 4, 1, 2).flip(3, 4).flatten(3, 4).flatten(1, 2)

    def _table(self, rows: Tensor, columns: Tensor) -> Tensor:
        """Biases ``(heads, rows, columns)`` of all pairs of offsets, which half precision would round."""
        with without_autocast(rows):
            offsets = torch.stack(torch.meshgrid(rows, columns, indexing='ij'), dim=-1)
            return self.layers(self.embedding(offsets)).permute(2, 0, 1)
