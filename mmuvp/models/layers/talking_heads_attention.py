"""Self-attention whose heads talk to each other (CaiT)."""
import torch
from mmcv.cnn.bricks import DropPath
from mmcv.cnn.bricks.transformer import FFN
from torch import Tensor, nn

from .precision import without_autocast


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
        with without_autocast(logits):
            weights = logits.float().softmax(dim=-1)
        mixed = _mix(self.mix_weights, weights).to(value.dtype) @ value
        return self.proj(mixed.transpose(1, 2).flatten(2))


class TalkingHeadsBlock(nn.Module):
    """Talking-heads attention and a feed-forward network, both scaled for each channel (CaiT, sections 2 and 3).

    Args:
        channels: C.
        num_heads: attention heads.
        ffn_ratio: hidden channels of the feed-forward network for each channel.
        drop_path: probability that a branch is dropped in training.
        layer_scale: initial scale of both branches.
        eps: of the norms before both branches.
    """

    def __init__(self, channels: int, num_heads: int, *, ffn_ratio: int = 4, drop_path: float = 0.0,
                 layer_scale: float = 1e-5, eps: float = 1e-6) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(channels, eps=eps)
        self.attn = TalkingHeadsAttention(channels, num_heads)
        self.norm2 = nn.LayerNorm(channels, eps=eps)
        self.ffn = FFN(channels, ffn_ratio * channels, act_cfg=dict(type='GELU'), add_identity=False)
        self.gamma1 = nn.Parameter(torch.full((channels, ), layer_scale))
        self.gamma2 = nn.Parameter(torch.full((channels, ), layer_scale))
        self.drop_path = DropPath(drop_path)

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens ``(B, N, C)`` to tokens."""
        tokens = tokens + self.drop_path(self.gamma1 * self.attn(self.norm1(tokens)))
        return tokens + self.drop_path(self.gamma2 * self.ffn(self.norm2(tokens)))


def _mix(layer: nn.Linear, maps: Tensor) -> Tensor:
    """Maps ``(B, heads, N, N)``, each a linear mixture of those of all heads."""
    return layer(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
