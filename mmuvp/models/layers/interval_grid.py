"""Maps cut into a fixed number of windows, whose pixels are a fixed interval apart."""
from torch import Tensor

from .position_bias import KeyAxis
from .window_grid import WindowGrid


class IntervalGrid:
    """``interval ** 2`` windows of every ``interval``-th pixel in rows and columns; their size grows with the map.

    Args:
        height, width: of the map in pixels, multiples of the interval.
        interval: between the pixels of a window, in pixels.
    """

    def __init__(self, height: int, width: int, interval: int) -> None:
        # the pixels of one of these windows have the same place in all squares of that side
        self._squares = WindowGrid(height, width, interval)
        self.height, self.width, self.interval = height, width, interval

    @property
    def window_size(self) -> tuple[int, int]:
        """Pixels of a window in height and width."""
        return self._squares.rows, self._squares.columns

    def centres(self) -> tuple[KeyAxis, KeyAxis]:
        """Mean positions of the pixels of each row of windows, and of each column of windows."""
        return tuple(KeyAxis(self.interval * (count - 1) / 2, 1, self.interval) for count in self.window_size)

    def split(self, x: Tensor) -> Tensor:
        """Cut ``(B, H, W, C)`` into ``(B, windows, pixels, C)``."""
        return self._squares.split(x).transpose(1, 2)

    def join(self, windows: Tensor) -> Tensor:
        """Put ``(B, windows, pixels, C)`` together to ``(B, H, W, C)``."""
        return self._squares.join(windows.transpose(1, 2))
