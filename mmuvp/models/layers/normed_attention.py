"""Multi-head attention that normalises query, key and value apart (Visual Parser, equations 5.1, 5.2 and 5.5)."""
import torch.nn.functional as F
from torch import Tensor, nn

from .heads import check_heads


class NormedAttention(nn.Module):
    """Scaled dot-product attention with a layer norm and a projection without bias for each input.

    Args:
        channels: C, of all inputs and of the output.
        num_heads: must divide them.

    Raises:
        ValueError: when the heads do not divide the channels.
    """

    def __init__(self, channels: int, num_heads: int) -> None:
        super().__init__()
        check_heads(channels, num_heads)
        self.num_heads = num_heads
        self.query_norm, self.key_norm, self.value_norm = (nn.LayerNorm(channels) for _ in range(3))
        self.query, self.key, self.value = (nn.Linear(channels, channels, bias=False) for _ in range(3))
        self.projection = nn.Linear(channels, channels)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, query_padding: Tensor | None = None,
                key_padding: Tensor | None = None) -> Tensor:
        """Let queries retrieve values.

        Args:
            query: ``(B, Q, C)``.
            key, value: ``(B, K, C)``.
            query_padding: ``(B, Q)``, True where nothing is retrieved, so that the output is the projection's bias.
            key_padding: ``(B, K)``, True for keys that are not attended to; some key of each image must be.

        Returns:
            ``(B, Q, C)``.
        """
        attended = None if key_padding is None else ~key_padding[:, None, None]
        y = F.scaled_dot_product_attention(*self.project(query, key, value), attn_mask=attended)
        y = self.merge(y)
        if query_padding is not None:
            y = y.masked_fill(query_padding[..., None], 0)
        return self.projection(y)

    def project(self, query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Normalise and project inputs ``(B, L, C)`` to heads ``(B, heads, L, C / heads)``."""
        return (self._split(self.query(self.query_norm(query))), self._split(self.key(self.key_norm(key))),
                self._split(self.value(self.value_norm(value))))

    @staticmethod
    def merge(x: Tensor) -> Tensor:
        """Heads ``(B, heads, L, C / heads)`` to ``(B, L, C)``."""
        return x.transpose(1, 2).flatten(2)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)
