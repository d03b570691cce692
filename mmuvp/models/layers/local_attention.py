"""Position-sensitive attention within square windows (Axial-DeepLab, section 3.3.1)."""
from functools import partial

import torch
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import truncated_normal_
from .line_blocks import LineBlocks
from .map_blocks import MapBlocks
from .norm import DEFAULT_NORM
from .position_sensitive_attention import TERMS, PositionSensitiveAttention, check_window

TILE = 4


class RelativePositionWindow(nn.Module):
    """A learned vector for every relative position in a square window.

    Args:
        window: odd side of the window in pixels.
        channels: D, length of a vector.
    """

    def __init__(self, window: int, channels: int) -> None:
        super().__init__()
        self.window = window
        self.weight = nn.Parameter(torch.empty(window ** 2, channels))
        truncated_normal_(self.weight, 1.0)

    def within(self, blocks: MapBlocks) -> Tensor:
        """Vectors ``(size, D, num_keys)`` for the pixels of a tile and its keys.

        Those of keys beyond the window are never used: any will do.
        """
        radius = self.window // 2
        row, column = (x.clamp(-radius, radius) + radius for x in blocks.offsets(self.weight.device))
        return self.weight[row * self.window + column].mT


@MODELS.register_module()
class LocalAttention2d(PositionSensitiveAttention):
    """Position-sensitive attention of each pixel to the square window around it (equation 3.3).

    With ``positions=('query', )`` it is that of the earlier stand-alone self-attention (equation 3.2).  Time and
    memory grow with the number of pixels.

    Args:
        window: odd side of the window in pixels; positions beyond the map are left out.
        tile: side, in pixels, of the squares that share their keys, see
            :class:`mmuvp.models.layers.map_blocks.MapBlocks`.  The result does not depend on it: larger ones
            copy fewer keys, and compute more similarities that the window leaves out, none with 1.
        in_channels, key_channels, value_channels, num_heads, positions, norm_cfg: as in
            :class:`mmuvp.models.layers.PositionSensitiveAttention`.

    Raises:
        ValueError: on an unknown position, channels that the heads do not divide, an even window, or a norm
            other than batch norm.
    """

    def __init__(self,
                 in_channels: int,
                 key_channels: int,
                 value_channels: int,
                 num_heads: int = 8,
                 window: int = 7,
                 positions: tuple[str, ...] = TERMS,
                 tile: int = TILE,
                 norm_cfg: dict | None = DEFAULT_NORM,
                 init_cfg: dict | None = None) -> None:
        check_window(window)
        super().__init__(in_channels, key_channels, value_channels, num_heads, positions, norm_cfg,
                         partial(RelativePositionWindow, window), init_cfg)
        self.radius, self.tile = window // 2, tile

    def forward(self, x: Tensor) -> Tensor:
        """Attend within windows: ``(B, C, H, W)`` to ``(B, value_channels, H, W)``."""
        blocks = MapBlocks(*(LineBlocks(length, self.radius, self.tile) for length in x.shape[-2:]))
        y = self._attend_within(blocks, *self._heads(self.qkv_norm(self.qkv(x)).flatten(2)))
        return y.unflatten(2, x.shape[-2:])
