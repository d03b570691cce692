"""Attention within windows and to the means of windows, with shared projections (HLG, section 3.3)."""
import torch
import torch.nn.functional as F
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from mmuvp.models.choices import check_choice

from .biased_attention import BiasedAttention
from .depthwise_mlp import conv_bottleneck
from .line_patches import pad_to_patches
from .position_bias import KeyAxis, PositionBias
from .window_embedding import build_window_embedding
from .window_grid import WindowGrid

WINDOW_POSITIONS = ('centre', 'published')


class LocalGlobalAttention(nn.Module):
    """Pixels attend to those of their window, then to the embeddings of all windows (equations 4 to 9).

    What equation 9 adds to the queries is made from the result of the local attention, as in the published code.

    Args:
        channels, num_heads: of both attentions.
        window: R, side of a window in pixels; maps are padded with zeros at the bottom and the right to a multiple.
        dilated: whether the pixels of a window are spread over the map.
        local: whether there is the local attention.
        own_keys: whether the local attention has the keys of equation 4; if not, its queries are its keys, as published
            and as the paper's multiply-adds have it.
        smoothing: whether a convolutional bottleneck smooths the map before.
        window_embedding: what stands for a window, the ``'mean'`` or ``'max'`` of its pixels, or ``'dwconv'``, a
            depth-wise convolution (table 12).
        window_position: where the global attention places windows: ``'centre'``, the mean position of their pixels, or
            ``'published'``, as if the first window were the first pixel of the map, the second the next one, and so on.
        mask_padding: if False, as published, padding is smoothed, attended to and averaged like pixels of the map; if
            True, it has no part in anything but the centres of the windows that it fills up.
        drop_path: probability that the global branch is dropped in training.

    Raises:
        ValueError: on a window without pixels, an unknown choice, or heads that do not divide the channels.
    """

    def __init__(self, channels: int, num_heads: int, window: int = 7, dilated: bool = False, *, local: bool = True,
                 own_keys: bool = False, smoothing: bool = True, window_embedding: str = 'mean',
                 window_position: str = 'centre', mask_padding: bool = False, drop_path: float = 0.) -> None:
        super().__init__()
        if window < 1:
            raise ValueError(f'window must be positive, not {window}')
        check_choice('window_position', window_position, WINDOW_POSITIONS)
        self.window, self.dilated, self.local, self.own_keys = window, dilated, local, own_keys
        self.window_position, self.mask_padding = window_position, mask_padding
        self.smoothing = conv_bottleneck(channels) if smoothing else None
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.attention = BiasedAttention(channels, num_heads)
        if local:
            self.local_bias = PositionBias(channels, num_heads)
            self.local_norm = nn.LayerNorm(channels, eps=1e-6)
            self.query_conv = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.window_embedding = build_window_embedding(window_embedding, channels, window)
        self.window_norm = nn.LayerNorm(channels, eps=1e-6)
        self.global_bias = PositionBias(channels, num_heads)
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        """Update a map ``(B, C, H, W)`` of any size."""
        height, width = x.shape[2:]
        if not self.mask_padding:
            x = pad_to_patches(x, self.window)
        grid = WindowGrid(*x.shape[2:], self.window, self.dilated)
        if self.smoothing is not None:
            x = F.gelu(x + self.smoothing(x))
        x = x.permute(0, 2, 3, 1)
        normed = self.norm(x)
        query = self.attention.query(normed)
        if self.local:
            found = self._attend_in_windows(normed, query, grid)
            x, query = x + found, query + self._query_of(found)
        x = x + self.drop_path(self._attend_to_windows(query, self.embed_windows(x, grid), grid))
        return x.permute(0, 3, 1, 2)[:, :, :height, :width]

    def embed_windows(self, x: Tensor, grid: WindowGrid) -> Tensor:
        """Window embeddings ``(B, windows, C)`` of a map ``(B, H, W, C)``."""
        inside = grid.inside(x.device) if grid.is_padded else None
        return self.window_norm(self.window_embedding(grid.split(x), inside))

    def _attend_in_windows(self, x: Tensor, query: Tensor, grid: WindowGrid) -> Tensor:
        """Equations 4 and 5 without the residual, of a map ``(B, H, W, C)`` and its queries."""
        query, value = grid.split(query), grid.split(self.attention.value(x))
        key = grid.split(self.attention.key(x)) if self.own_keys else query
        pixels = KeyAxis.pixels(self.window)
        bias = self.local_bias((self.window, self.window), pixels, pixels)
        if grid.is_padded:
            excluded = ~grid.inside(bias.device)[:, None, None]
            bias = bias.masked_fill(excluded, -torch.inf).expand(len(query), -1, -1, -1, -1).flatten(0, 1)
        found = self.attention.attend(query.flatten(0, 1), key.flatten(0, 1), value.flatten(0, 1), bias)
        return grid.join(found.view_as(value))

    def _query_of(self, found: Tensor) -> Tensor:
        """What equation 9 adds to the query, ``(B, H, W, C)``."""
        return self.query_conv(self.local_norm(found).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)

    def _attend_to_windows(self, query: Tensor, windows: Tensor, grid: WindowGrid) -> Tensor:
        """Equations 6 and 7 without the residual, from a map ``(B, H, W, C)`` and windows ``(B, windows, C)``."""
        found = self.attention.attend(query.flatten(1, 2), self.attention.key(windows), self.attention.value(windows),
                                      self._window_bias(grid))
        return self.attention.projection(found).view_as(query)

    def _window_bias(self, grid: WindowGrid) -> Tensor:
        """Bias ``(heads, H * W, windows)`` of pixels towards windows."""
        size = grid.height, grid.width
        if self.window_position == 'centre':
            return self.global_bias(size, *grid.centres())
        num_windows = grid.rows * grid.columns
        rows = KeyAxis.pixels(-(-num_windows // grid.width))
        return self.global_bias(size, rows, KeyAxis.pixels(grid.width))[:, :, :num_windows]


class MapAttention(nn.Module):
    """Pixels attend to all pixels of a map, as in the last stage of HLG, whose map at 224 pixels is one window.

    Args:
        channels, num_heads: of the attention.
        drop_path: probability that the branch is dropped in training.
    """

    def __init__(self, channels: int, num_heads: int, drop_path: float = 0.) -> None:
        super().__init__()
        self.attention = BiasedAttention(channels, num_heads)
        self.bias = PositionBias(channels, num_heads)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        """Update a map ``(B, C, H, W)``."""
        size = x.shape[2:]
        tokens = x.flatten(2).transpose(1, 2)
        bias = self.bias(tuple(size), *map(KeyAxis.pixels, size))
        tokens = tokens + self.drop_path(self.norm(self.attention(tokens, tokens, bias)))
        return tokens.transpose(1, 2).unflatten(2, size)
