"""Attention whose keys and values come from a coarser map (PVT)."""
import torch.nn.functional as F
from mmcv.cnn.bricks import DropPath
from mmcv.cnn.bricks.transformer import FFN, AdaptivePadding
from torch import Tensor, nn


class SpatialReductionAttention(nn.Module):
    """Attention in which a strided convolution shrinks the map of keys and values first (PVT, section 3.3).

    Args:
        channels: C, a multiple of ``num_heads``.
        num_heads: attention heads.
        reduction: pixels of the map along an axis for each key; windows at the border may be cut.  With 1, tokens
            attend to tokens and need not be those of a map.
    """

    def __init__(self, channels: int, num_heads: int, reduction: int = 1) -> None:
        super().__init__()
        self.num_heads, self.reduction = num_heads, reduction
        self.q = nn.Linear(channels, channels)
        self.kv = nn.Linear(channels, 2 * channels)
        self.proj = nn.Linear(channels, channels)
        if reduction > 1:
            self.pad = AdaptivePadding(reduction, reduction, padding='corner')
            self.sr = nn.Conv2d(channels, channels, reduction, reduction)
            self.norm = nn.LayerNorm(channels)

    def project(self, x: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor]:
        """Queries ``(B, heads, N, d)``, keys and values ``(B, heads, M, d)`` of tokens ``(B, N, C)``."""
        query = self.q(x).unflatten(2, (self.num_heads, -1)).transpose(1, 2)
        if self.reduction > 1:
            pixels = x.transpose(1, 2).unflatten(2, size)
            x = self.norm(self.sr(self.pad(pixels)).flatten(2).transpose(1, 2))
        key, value = self.kv(x).unflatten(2, (2, self.num_heads, -1)).permute(2, 0, 3, 1, 4)
        return query, key, value

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Tokens ``(B, N, C)`` from what :meth:`project` gives."""
        mixed = F.scaled_dot_product_attention(query, key, value)
        return self.proj(mixed.transpose(1, 2).flatten(2))

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """Update tokens ``(B, N, C)`` of a map of ``size``, row by row."""
        return self.attend(*self.project(x, size))


class SpatialReductionBlock(nn.Module):
    """Pre-norm transformer block with :class:`SpatialReductionAttention`.

    Args:
        channels, num_heads, reduction: of the attention.
        ffn_ratio: hidden channels of the feed-forward network for each channel.
        drop_path: probability that a branch is dropped in training.
        eps: of the norms before both branches.
    """

    def __init__(self, channels: int, num_heads: int, *, reduction: int = 1, ffn_ratio: int = 4,
                 drop_path: float = 0.0, eps: float = 1e-6) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(channels, eps=eps)
        self.attn = SpatialReductionAttention(channels, num_heads, reduction)
        self.norm2 = nn.LayerNorm(channels, eps=eps)
        self.ffn = FFN(channels, ffn_ratio * channels, act_cfg=dict(type='GELU'), add_identity=False)
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """Update tokens ``(B, N, C)`` of a map of ``size``."""
        return self.finish(x, self.attn(self.norm1(x), size))

    def finish(self, x: Tensor, mixed: Tensor) -> Tensor:
        """The block's result from its input and what its attention gave, both ``(B, N, C)``."""
        x = x + self.drop_path(mixed)
        return x + self.drop_path(self.ffn(self.norm2(x)))
