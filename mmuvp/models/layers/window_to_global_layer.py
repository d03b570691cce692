"""A transformer layer of windows, then of all windows: the decoder's in the published code of HLG."""
from functools import partial

import torch.nn.functional as F
from mmcv.cnn.bricks.transformer import FFN
from torch import Tensor, nn

from mmuvp.models.choices import check_choice

from .biased_attention import BiasedAttention
from .depthwise_mlp import conv_bottleneck
from .interval_grid import IntervalGrid
from .line_patches import pad_to_patches
from .position_bias import KeyAxis, PositionBias
from .window_grid import WindowGrid

GRIDS = dict(plain=WindowGrid, dilated=partial(WindowGrid, dilated=True), interval=IntervalGrid)
MLP_RATIO = 4


class WindowToGlobalLayer(nn.Module):
    """Pixels attend to their window, then to the means of all windows, and pass a feed-forward network.

    Each part has a norm before it and a residual.  Both attentions have the same weights and the same network of
    position biases.  A convolutional bottleneck smooths the map before.

    Args:
        channels, num_heads: of both attentions.
        grid: what cuts a map into windows: ``'plain'`` squares of neighbours, ``'dilated'`` ones of as many pixels that
            are spread over the map, or ``'interval'``, a fixed number of windows that are spread over it.
        window: side of a window in pixels; of ``'interval'``, windows along an axis and pixels from one to the next.

    Raises:
        ValueError: on an unknown grid, a window without pixels, or heads that do not divide the channels.
    """

    def __init__(self, channels: int, num_heads: int, grid: str, window: int) -> None:
        super().__init__()
        check_choice('grid', grid, GRIDS)
        if window < 1:
            raise ValueError(f'window must be positive, not {window}')
        self.grid, self.window = GRIDS[grid], window
        self.smoothing = conv_bottleneck(channels)
        self.local_norm, self.global_norm, self.window_norm, self.mlp_norm = (
            nn.LayerNorm(channels, eps=1e-6) for _ in range(4))
        self.attention = BiasedAttention(channels, num_heads, qkv_bias=False)
        self.bias = PositionBias(channels, num_heads)
        self.mlp = FFN(channels, MLP_RATIO * channels, act_cfg=dict(type='GELU'), add_identity=False)

    def forward(self, x: Tensor) -> Tensor:
        """Update a map ``(B, C, H, W)`` of any size; zeros that fill its last windows count like other pixels."""
        height, width = x.shape[2:]
        x = pad_to_patches(x, self.window)
        grid = self.grid(*x.shape[2:], self.window)
        x = F.gelu(x + self.smoothing(x)).permute(0, 2, 3, 1)
        x = x + self._attend_in_windows(self.local_norm(x), grid)
        x = x + self._attend_to_windows(self.global_norm(x), self.window_norm(grid.split(x).mean(dim=2)), grid)
        x = x + self.mlp(self.mlp_norm(x))
        return x.permute(0, 3, 1, 2)[:, :, :height, :width]

    def _attend_in_windows(self, x: Tensor, grid: WindowGrid | IntervalGrid) -> Tensor:
        windows = grid.split(x)
        size = grid.window_size  # neighbours in a window are one apart, however far they are on the map
        found = self.attention(*(windows.flatten(0, 1), ) * 2, self.bias(size, *map(KeyAxis.pixels, size)))
        return grid.join(found.view_as(windows))

    def _attend_to_windows(self, x: Tensor, windows: Tensor, grid: WindowGrid | IntervalGrid) -> Tensor:
        bias = self.bias((grid.height, grid.width), *grid.centres())
        return self.attention(x.flatten(1, 2), windows, bias).view_as(x)
