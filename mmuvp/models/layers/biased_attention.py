"""Multi-head attention with a bias for each pair of query and key."""
import torch.nn.functional as F
from torch import Tensor, nn

from .heads import check_heads


class BiasedAttention(nn.Module):
    """Projections of queries, keys, values and results, which several attentions may share.

    Args:
        channels: C, of all inputs and of the output.
        num_heads: must divide them.
        qkv_bias: whether the projections of queries, keys and values have a bias.

    Raises:
        ValueError: when the heads do not divide the channels.
    """

    def __init__(self, channels: int, num_heads: int, qkv_bias: bool = True) -> None:
        super().__init__()
        check_heads(channels, num_heads)
        self.num_heads = num_heads
        self.query, self.key, self.value = (nn.Linear(channels, channels, bias=qkv_bias) for _ in range(3))
        self.projection = nn.Linear(channels, channels)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> Tensor:
        """Let ``x`` retrieve from a memory.

        Args:
            x: ``(B, N, C)``.
            memory: ``(B, M, C)``.
            bias: as in :meth:`attend`.

        Returns:
            ``(B, N, C)``.
        """
        return self.projection(self.attend(self.query(x), self.key(memory), self.value(memory), bias))

    def attend(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        """Let queries retrieve values; nothing is projected.

        Args:
            query: ``(B, N, C)``.
            key, value: ``(B, M, C)``.
            bias: what is added to the similarities, ``(heads, N, M)`` or ``(B, heads, N, M)``.

        Returns:
            ``(B, N, C)``.
        """
        query, key, value = (x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2) for x in (query, key, value))
        if bias.ndim == 3:  # the CPU's fused operator wants an axis of images; the GPU's copies what is expanded
            bias = bias[None]
        retrieved = F.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        return retrieved.transpose(1, 2).flatten(2)
