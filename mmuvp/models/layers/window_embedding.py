"""One vector for each window of a map (HLG, section 3.3, "Window Embedding")."""
import torch
from torch import Tensor, nn

WINDOW_EMBEDDINGS = ('mean', 'dwconv')


class WindowMean(nn.Module):
    """The mean of a window's pixels."""

    def forward(self, windows: Tensor, num_pixels: int | Tensor) -> Tensor:
        """Average windows.

        Args:
            windows: ``(B, windows, pixels, C)``, in which what is no pixel is 0.
            num_pixels: how many there are in each, of a shape that broadcasts to ``(windows, 1)``.

        Returns:
            ``(B, windows, C)``.
        """
        return windows.sum(dim=2) / num_pixels


class WindowConv(nn.Module):
    """A sum of a window's pixels with a weight for each pixel and channel: a depth-wise convolution of that stride.

    Args:
        channels: C.
        window: side of a window in pixels.
    """

    def __init__(self, channels: int, window: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(window ** 2, channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        nn.init.trunc_normal_(self.weight, std=1 / window)

    def forward(self, windows: Tensor, num_pixels: int | Tensor) -> Tensor:
        """As :meth:`WindowMean.forward`; windows of fewer pixels are convolved with the zeros in them."""
        return torch.einsum('bnpc,pc->bnc', windows, self.weight) + self.bias


def build_window_embedding(kind: str, channels: int, window: int) -> nn.Module:
    """The window embedding of one of the ``WINDOW_EMBEDDINGS``."""
    return WindowMean() if kind == 'mean' else WindowConv(channels, window)
