"""Self-attention whose heads talk to each other (CaiT)."""
import torch
from torch import Tensor, nn

from .layer_scale_block import LayerScaleBlock


class TalkingHeadsAttention(nn.Module):
    """Attention that mixes the heads linearly, their logits before the softmax and their weights after it.

    Every head's output depends on the weights of all, which a fused kernel does not give: they are computed.

    Args:
        channels: C, a multiple of ``num_heads``.
        num_heads: attention heads.
    """

    def __init__(self, channels: int, num_heads: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.qkv = nn.Linear(channels, 3 * channels)
        self.mix_logits = nn.Linear(num_heads, num_heads)
        self.mix_weights = nn.Linear(num_heads, num_heads)
        self.proj = nn.Linear(channels, channels)

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens ``(B, N, C)`` to tokens."""
        query, key, value = self.qkv(tokens).unflatten(2, (3, self.num_heads, -1)).permute(2, 0, 3, 1, 4)
        logits = _mix(self.mix_logits, query * query.shape[-1] ** -0.5 @ key.mT)
        weights = logits.float().softmax(dim=-1).to(value.dtype)
        mixed = _mix(self.mix_weights, weights) @ value
        return self.proj(mixed.transpose(1, 2).flatten(2))


class TalkingHeadsBlock(LayerScaleBlock):
    """Talking-heads attention and a feed-forward network, both scaled for each channel (CaiT, sections 2 and 3).

    Args:
        channels: C.
        num_heads: attention heads.
        **kwargs: see :class:`LayerScaleBlock`.
    """

    def __init__(self, channels: int, num_heads: int, **kwargs) -> None:
        super().__init__(channels, TalkingHeadsAttention(channels, num_heads), **kwargs)

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens ``(B, N, C)`` to tokens."""
        return self.add_branches(tokens, self.attn(self.norm1(tokens)))


def _mix(layer: nn.Linear, maps: Tensor) -> Tensor:
    """Maps ``(B, heads, N, N)``, each a linear mixture of those of all heads."""
    # the layer itself would need the heads as the last axis, and copy all maps twice for it
    matrix = layer.weight.expand(len(maps), -1, -1)
    return torch.baddbmm(layer.bias[:, None], matrix, maps.flatten(2)).unflatten(2, maps.shape[2:])
