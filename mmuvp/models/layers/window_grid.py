"""Maps cut into square windows that do not overlap, of pixels side by side or far apart."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .position_bias import KeyAxis


@dataclass(frozen=True)
class WindowGrid:
    """The windows of a map, which is padded at the bottom and the right to a multiple of their side.

    Args:
        height, width: of the map in pixels.
        window: side of a window in pixels.
        dilated: whether the pixels of a window are spread evenly over the padded map, as many pixels apart as there
            are windows along the axis (HLG, figure 4), rather than next to each other.
    """
    height: int
    width: int
    window: int
    dilated: bool = False

    @property
    def window_size(self) -> tuple[int, int]:
        """Pixels of a window in height and width."""
        return self.window, self.window

    @property
    def rows(self) -> int:
        """Windows on top of each other."""
        return -(-self.height // self.window)

    @property
    def columns(self) -> int:
        """Windows beside each other."""
        return -(-self.width // self.window)

    @property
    def is_padded(self) -> bool:
        """Whether there is a window of which a part is padding."""
        return (self.height, self.width) != (self.rows * self.window, self.columns * self.window)

    def inside(self, device: torch.device) -> Tensor:
        """Which pixels of each window, ``(windows, window ** 2)``, are those of the map; of each window, one is."""
        return self.split(torch.ones(1, self.height, self.width, 1, device=device))[0, ..., 0].bool()

    def centres(self) -> tuple[KeyAxis, KeyAxis]:
        """Mean positions of the pixels of each row of windows, and of each column of windows."""
        return tuple(KeyAxis(count * (self.window - 1) / 2, 1, count) if self.dilated else
                     KeyAxis((self.window - 1) / 2, self.window, count) for count in (self.rows, self.columns))

    def split(self, x: Tensor, value: float = 0) -> Tensor:
        """Cut ``(B, H, W, C)``, padded with ``value``, into ``(B, windows, window ** 2, C)``."""
        bottom, right = self.rows * self.window - self.height, self.columns * self.window - self.width
        return self._cut(F.pad(x, (0, 0, 0, right, 0, bottom), value=value))

    def join(self, windows: Tensor) -> Tensor:
        """Put ``(B, windows, window ** 2, C)`` together to ``(B, H, W, C)``, without the padding."""
        return self._paste(windows)[:, :self.height, :self.width]

    def roll(self, windows: Tensor, sign: int) -> Tensor:
        """Move the padded map by half a window, cyclically.

        An axis along which there is one window stays.

        Args:
            windows: ``(B, windows, window ** 2, C)``.
            sign: -1 to the top left, 1 back.

        Returns:
            The windows of the moved map.
        """
        return self._cut(torch.roll(self._paste(windows), [sign * shift for shift in self._shifts()], (1, 2)))

    def regions(self, device: torch.device) -> Tensor:
        """Numbers ``(windows, window ** 2)``, after a roll to the top left; neighbours in the map share theirs."""
        down, right = self._shifts()
        rows = torch.arange(self.rows * self.window, device=device) >= self.rows * self.window - down
        columns = torch.arange(self.columns * self.window, device=device) >= self.columns * self.window - right
        return self._cut((2 * rows[:, None] + columns)[None, ..., None]).squeeze(-1).squeeze(0)

    def _shifts(self) -> tuple[int, int]:
        half = self.window // 2
        return half if self.rows > 1 else 0, half if self.columns > 1 else 0

    def _cut(self, x: Tensor) -> Tensor:
        if self.dilated:
            x = x.unflatten(2, (self.window, self.columns)).unflatten(1, (self.window, self.rows))
            return x.permute(0, 2, 4, 1, 3, 5).flatten(3, 4).flatten(1, 2)
        x = x.unflatten(2, (self.columns, self.window)).unflatten(1, (self.rows, self.window))
        return x.transpose(2, 3).flatten(3, 4).flatten(1, 2)

    def _paste(self, windows: Tensor) -> Tensor:
        x = windows.unflatten(2, (self.window, self.window)).unflatten(1, (self.rows, self.columns))
        x = x.permute(0, 3, 1, 4, 2, 5) if self.dilated else x.transpose(2, 3)
        return x.flatten(3, 4).flatten(1, 2)
