"""One vector for each window of a map (HLG, section 3.3, "Window Embedding")."""
import torch
from torch import Tensor, nn

from mmuvp.models.choices import check_choice


class WindowMean(nn.Module):
    """The mean of a window's pixels."""

    def forward(self, windows: Tensor, inside: Tensor | None = None) -> Tensor:
        """Average windows.

        Args:
            windows: ``(B, windows, pixels, C)``, in which what is no pixel is 0.
            inside: what is a pixel, ``(windows, pixels)``, at least one in each window; None if all are.

        Returns:
            ``(B, windows, C)``.
        """
        return windows.sum(dim=2) / (windows.shape[2] if inside is None else inside.sum(dim=1, keepdim=True))


class WindowMax(nn.Module):
    """The largest value of each channel in a window."""

    def forward(self, windows: Tensor, inside: Tensor | None = None) -> Tensor:
        """As :meth:`WindowMean.forward`."""
        if inside is not None:
            windows = windows.masked_fill(~inside[..., None], -torch.inf)
        return windows.amax(dim=2)


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

    def forward(self, windows: Tensor, inside: Tensor | None = None) -> Tensor:
        """As :meth:`WindowMean.forward`; windows of fewer pixels are convolved with the zeros in them."""
        return torch.einsum('bnpc,pc->bnc', windows, self.weight) + self.bias


WINDOW_EMBEDDINGS = ('mean', 'max', 'dwconv')


def build_window_embedding(kind: str, channels: int, window: int) -> nn.Module:
    """The window embedding of one of the ``WINDOW_EMBEDDINGS``.

    Raises:
        ValueError: on another.
    """
    check_choice('window_embedding', kind, WINDOW_EMBEDDINGS)
    if kind == 'dwconv':
        return WindowConv(channels, window)
    return WindowMean() if kind == 'mean' else WindowMax()
