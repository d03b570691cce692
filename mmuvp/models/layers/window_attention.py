"""Self-attention within windows, with factorised relative positions (Visual Parser, equation 5.6)."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .normed_attention import NormedAttention


class FactorisedRelativePosition(nn.Module):
    """Learned vectors for the rows and the columns from a query to a key, shared by all heads.

    The first half of a query's channels is multiplied with the vector of the rows, the second half with that of
    the columns.  The paper writes of an embedding that is added to the key; the published code, as here, adds these
    products to the similarities.

    Args:
        window: side of the window in pixels.
        head_channels: of a query, D, an even number.

    Raises:
        ValueError: on an odd number of channels.
    """

    def __init__(self, window: int, head_channels: int) -> None:
        super().__init__()
        if head_channels % 2:
            raise ValueError(f'relative positions need heads of an even number of channels, not {head_channels}')
        self.window = window
        self.rows = nn.Parameter(torch.zeros(2 * window - 1, head_channels // 2))
        self.columns = nn.Parameter(torch.zeros(2 * window - 1, head_channels // 2))
        offsets = torch.arange(window)[None] - torch.arange(window)[:, None] + window - 1
        self.register_buffer('offsets', offsets, persistent=False)

    def forward(self, query: Tensor) -> Tensor:
        """What positions add to the similarities.

        Args:
            query: ``(B, heads, window ** 2, D)``.

        Returns:
            ``(B, heads, window ** 2, window ** 2)``, not scaled.
        """
        by_row, by_column = query.unflatten(2, (self.window, self.window)).chunk(2, dim=-1)
        rows = torch.einsum('bhyxd,yvd->bhyxv', by_row, self.rows[self.offsets])
        columns = torch.einsum('bhyxd,xud->bhyxu', by_column, self.columns[self.offsets])
        return (rows[..., None] + columns[..., None, :]).flatten(4, 5).flatten(2, 3)


class WindowAttention(NormedAttention):
    """Self-attention of the pixels of each window.

    Args:
        channels, num_heads: as in :class:`NormedAttention`.
        window: side of a window in pixels.

    Raises:
        ValueError: when the heads do not divide the channels, or have an odd number of them.
    """

    def __init__(self, channels: int, num_heads: int, window: int) -> None:
        super().__init__(channels, num_heads)
        self.position = FactorisedRelativePosition(window, channels // num_heads)

    def forward(self, windows: Tensor, padding: Tensor | None = None, regions: Tensor | None = None) -> Tensor:
        """Attend within windows.

        Args:
            windows: ``(B, n, window ** 2, C)``.
            padding: ``(B, n, window ** 2)``, True for pixels that are not attended to and whose output is 0.
            regions: ``(n, window ** 2)``, a number for each pixel, which attends to those of the same number only.

        Returns:
            ``(B, n, window ** 2, C)``.
        """
        x = windows.flatten(0, 1)
        query, key, value = self.project(x, x, x)
        bias = query.shape[-1] ** -0.5 * self.position(query)
        excluded = _excluded(padding, regions)
        if excluded is not None:
            # finite, so that windows of nothing but padding give numbers; half, so that sums are, too
            floor = torch.finfo(bias.dtype).min / 2
            bias = bias.unflatten(0, windows.shape[:2]).masked_fill(excluded[:, :, None], floor).flatten(0, 1)
        y = F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        y = self.projection(self.merge(y)).view_as(windows)
        return y if padding is None else y.masked_fill(padding[..., None], 0)


def _excluded(padding: Tensor | None, regions: Tensor | None) -> Tensor | None:
    """Pairs ``(B or 1, n, window ** 2 or 1, window ** 2)`` of which the first does not attend to the second."""
    by_padding = None if padding is None else padding[:, :, None]
    by_region = None if regions is None else (regions[:, :, None] != regions[:, None])[None]
    if by_padding is None or by_region is None:
        return by_region if by_padding is None else by_padding
    return by_padding | by_region
