"""One vector for each window of a map (HLG, section 3.3, "Window Embedding")."""
import torch
from torch import Tensor, nn

WINDOW_EMBEDDINGS = ('mean', 'dwconv')


class WindowMean(nn.Module):
    """The mean of a window's pixels."""

    def forward(self, windows: Tensor) -> Tensor:
        """Windows ``(B, windows, pixels, C)`` to ``(B, windows, C)``."""
        return windows.mean(dim=2)


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

    def forward(self, windows: Tensor) -> Tensor:
        """Windows ``(B, windows, pixels, C)`` to ``(B, windows, C)``."""
        return torch.einsum('bnpc,pc->bnc', windows, self.weight) + self.bias


def build_window_embedding(kind: str, channels: int, window: int) -> nn.Module:
    """The window embedding of one of the ``WINDOW_EMBEDDINGS``."""
    return WindowMean() if kind == 'mean' else WindowConv(channels, window)
