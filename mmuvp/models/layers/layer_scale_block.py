"""A transformer block both branches of which are scaled for each channel."""
import torch
from mmcv.cnn.bricks import DropPath
from mmcv.cnn.bricks.transformer import FFN
from torch import Tensor, nn


class LayerScaleBlock(nn.Module):
    """The parts of a block of CaiT, whatever its attention (CaiT, section 2).

    Args:
        channels: C.
        attn: attention, from the norm ``norm1`` to tokens that ``gamma1`` scales.
        ffn_ratio: hidden channels of the feed-forward network for each channel.
        drop_path: probability that a branch is dropped in training.
        layer_scale: initial scale of both branches.
        eps: of the norms before both branches.
    """

    def __init__(self, channels: int, attn: nn.Module, *, ffn_ratio: int = 4, drop_path: float = 0.0,
                 layer_scale: float = 1e-5, eps: float = 1e-6) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(channels, eps=eps)
        self.attn = attn
        self.norm2 = nn.LayerNorm(channels, eps=eps)
        self.ffn = FFN(channels, ffn_ratio * channels, act_cfg=dict(type='GELU'), add_identity=False)
        self.gamma1 = nn.Parameter(torch.full((channels, ), layer_scale))
        self.gamma2 = nn.Parameter(torch.full((channels, ), layer_scale))
        self.drop_path = DropPath(drop_path)

    def add_branches(self, tokens: Tensor, attended: Tensor) -> Tensor:
        """Tokens ``(B, N, C)`` with what attention gave for them and then the feed-forward network added."""
        tokens = tokens + self.drop_path(self.gamma1 * attended)
        return tokens + self.drop_path(self.gamma2 * self.ffn(self.norm2(tokens)))
