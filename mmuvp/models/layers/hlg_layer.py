"""The layer of the Hierarchical Local-Global transformer: a feed-forward network, then attention."""
from mmcv.cnn.bricks import DropPath
from torch import Tensor, nn

from mmuvp.models.choices import check_choice

from .depthwise_mlp import conv_norm_act, depthwise_mlp, patch_embedding, plain_mlp
from .norm import ChannelLayerNorm

MLP_RATIO = 4
MLPS = ('depthwise', 'plain')


class HLGLayer(nn.Module):
    """A depth-wise feed-forward network whose result is normalised, and attention (HLG, figure 2 and section 3.3).

    Args:
        in_channels, channels: of input and output; the hidden channels are four times those of the input.
        attention: from maps ``(B, channels, H, W)`` to such, with its own residual.
        stride: 2 where the layer begins a stage, else 1.
        mlp: ``'depthwise'``, or ``'plain'``, in which PVT's embedding of patches is what the shortcut shrinks maps by.
        drop_path: probability that the feed-forward network is dropped in training.

    Raises:
        ValueError: on an unknown feed-forward network.
    """

    def __init__(self, in_channels: int, channels: int, attention: nn.Module, *, stride: int = 1,
                 mlp: str = 'depthwise', drop_path: float = 0.) -> None:
        super().__init__()
        check_choice('mlp', mlp, MLPS)
        build_mlp = depthwise_mlp if mlp == 'depthwise' else plain_mlp
        self.shortcut = nn.Identity() if stride == 1 else _shortcut(mlp, in_channels, channels, stride)
        self.mlp = build_mlp(in_channels, MLP_RATIO * in_channels, channels, stride)
        self.norm = ChannelLayerNorm(channels)
        self.drop_path = DropPath(drop_path)
        self.attention = attention

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, in_channels, H, W)`` to ``(B, channels, ceil(H / stride), ceil(W / stride))``."""
        return self.attention(self.shortcut(x) + self.drop_path(self.norm(self.mlp(x))))


def _shortcut(mlp: str, in_channels: int, channels: int, stride: int) -> nn.Sequential:
    if mlp == 'plain':
        return patch_embedding(in_channels, channels, stride)
    return nn.Sequential(*conv_norm_act(in_channels, channels, 3, stride=stride, groups=in_channels))
