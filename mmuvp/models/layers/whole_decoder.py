"""The whole decoder of Visual Parser (section 2.3)."""
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from .normed_attention import NormedAttention
from .normed_mlp import NormedMLP
from .window_attention import WindowAttention
from .window_grid import WindowGrid

MLP_RATIO = 3


class WholeDecoder(nn.Module):
    """Fills pixels from the parts, then lets those of a window communicate (section 2.3).

    Args:
        channels: C, of parts and whole.
        num_heads: of both attentions.
        window: side of the windows in pixels.
        shifted: move the windows by half their side.
        drop_path: probability of dropping a residual branch.
    """

    def __init__(self, channels: int, num_heads: int, window: int, shifted: bool = False,
                 drop_path: float = 0.) -> None:
        super().__init__()
        self.part_attention = NormedAttention(channels, num_heads)
        self.part_mlp = NormedMLP(channels, MLP_RATIO)
        self.window_attention = WindowAttention(channels, num_heads, window)
        self.window_mlp = NormedMLP(channels, MLP_RATIO)
        self.shifted = shifted
        self.drop_path = DropPath(drop_path)

    def forward(self, windows: Tensor, parts: Tensor, position: Tensor, grid: WindowGrid,
                padding: Tensor | None = None, pixel_position: Tensor | None = None) -> Tensor:
        """Decode.

        Args:
            windows: pixels of the whole, ``(B, n, window ** 2, C)``.
            parts: ``(B, N, C)``.
            position: of the parts as keys, ``(N, C)``.
            grid: where the windows are.
            padding: ``(B, n, window ** 2)``, True for pixels that retrieve nothing and are not attended to.
            pixel_position: of the pixels as queries of the parts, ``(B or 1, n * window ** 2, C)``; none by default.

        Returns:
            ``(B, n, window ** 2, C)``.
        """
        pixel_padding = None if padding is None else padding.flatten(1)
        queries = windows.flatten(1, 2)
        if pixel_position is not None:
            queries = queries + pixel_position
        retrieved = self.part_attention(queries, parts + position, parts, query_padding=pixel_padding)
        windows = windows + self.drop_path(retrieved.view_as(windows))
        windows = windows + self.drop_path(self.part_mlp(windows))
        windows = windows + self.drop_path(self._attend_within(windows, grid, padding))
        return windows + self.drop_path(self.window_mlp(windows))

    def _attend_within(self, windows: Tensor, grid: WindowGrid, padding: Tensor | None) -> Tensor:
        if not self.shifted:
            return self.window_attention(windows, padding)
        if padding is not None:
            padding = grid.roll(padding[..., None], -1).squeeze(-1)
        y = self.window_attention(grid.roll(windows, -1), padding, grid.regions(windows.device))
        return grid.roll(y, 1)
