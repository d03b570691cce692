"""Blocks in which a class token alone is updated, from itself and the patches (CaiT)."""
import torch
import torch.nn.functional as F
from mmcv.cnn.bricks import DropPath
from mmcv.cnn.bricks.transformer import FFN
from torch import Tensor, nn

from .class_attention import class_attention_map


class ClassAttention(nn.Module):
    """Attention whose only query is the class token.

    Args:
        channels: C, a multiple of ``num_heads``.
        num_heads: attention heads.
    """

    def __init__(self, channels: int, num_heads: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.q = nn.Linear(channels, channels)
        self.k = nn.Linear(channels, channels)
        self.v = nn.Linear(channels, channels)
        self.proj = nn.Linear(channels, channels)

    def project(self, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query ``(B, heads, 1, d)``, keys and values ``(B, heads, 1 + N, d)`` of tokens ``(B, 1 + N, C)``."""
        parts = self.q(tokens[:, :1]), self.k(tokens), self.v(tokens)
        return tuple(part.unflatten(2, (self.num_heads, -1)).transpose(1, 2) for part in parts)

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Class token ``(B, 1, C)`` from what :meth:`project` gives."""
        mixed = F.scaled_dot_product_attention(query, key, value)
        return self.proj(mixed.transpose(1, 2).flatten(2))


class ClassAttentionBlock(nn.Module):
    """Class attention and a feed-forward network, both scaled for each channel (CaiT, section 3).

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
        self.attn = ClassAttention(channels, num_heads)
        self.norm2 = nn.LayerNorm(channels, eps=eps)
        self.ffn = FFN(channels, ffn_ratio * channels, act_cfg=dict(type='GELU'), add_identity=False)
        self.gamma1 = nn.Parameter(torch.full((channels, ), layer_scale))
        self.gamma2 = nn.Parameter(torch.full((channels, ), layer_scale))
        self.drop_path = DropPath(drop_path)

    def forward(self, token: Tensor, patches: Tensor) -> Tensor:
        """Update the class token ``(B, 1, C)`` from itself and the patches ``(B, N, C)``."""
        return self._finish(token, *self._project(token, patches))

    def forward_with_attention(self, token: Tensor, patches: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
        """The result of ``forward``, and the attention ``(B, h, w)`` to patches of a map of ``size``."""
        query, key, value = self._project(token, patches)
        return self._finish(token, query, key, value), class_attention_map(query, key, size)

    def _project(self, token: Tensor, patches: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.attn.project(self.norm1(torch.cat([token, patches], dim=1)))

    def _finish(self, token: Tensor, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        token = token + self.drop_path(self.gamma1 * self.attn.attend(query, key, value))
        return token + self.drop_path(self.gamma2 * self.ffn(self.norm2(token)))
