"""Convolutional networks of HLG's layers: the depth-wise MLP, which can shrink a map, and the bottleneck."""
from mmcv.cnn.bricks.transformer import AdaptivePadding
from torch import nn

from .norm import ChannelLayerNorm


def conv_norm_act(in_channels: int, channels: int, kernel: int = 1, *, stride: int = 1, groups: int = 1,
                  bias: bool = True) -> list[nn.Module]:
    """A convolution that keeps sizes but for its stride, a batch norm and a GELU."""
    conv = nn.Conv2d(in_channels, channels, kernel, stride, kernel // 2, groups=groups, bias=bias)
    return [conv, nn.BatchNorm2d(channels), nn.GELU()]


def depthwise_mlp(in_channels: int, hidden_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """A 1x1, a depth-wise 3x3 and a 1x1 convolution; a batch norm and a GELU follow the first two (section 3.3).

    Args:
        in_channels, hidden_channels, out_channels: of the map, between the convolutions and of the result.
        stride: of the depth-wise convolution.

    Returns:
        A network from ``(B, in_channels, H, W)`` to ``(B, out_channels, ceil(H / stride), ceil(W / stride))``.
    """
    return nn.Sequential(*conv_norm_act(in_channels, hidden_channels),
                         *conv_norm_act(hidden_channels, hidden_channels, 3, stride=stride, groups=hidden_channels),
                         nn.Conv2d(hidden_channels, out_channels, 1))


def plain_mlp(in_channels: int, hidden_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """The same without the depth-wise convolution and its norms; the first convolution has the stride."""
    return nn.Sequential(nn.Conv2d(in_channels, hidden_channels, 1, stride), nn.GELU(),
                         nn.Conv2d(hidden_channels, out_channels, 1))


def patch_embedding(in_channels: int, channels: int, patch: int) -> nn.Sequential:
    """PVT's embedding of patches of a map, those at its border filled up with zeros."""
    return nn.Sequential(AdaptivePadding(patch, patch, padding='corner'),
                         nn.Conv2d(in_channels, channels, patch, patch), ChannelLayerNorm(channels))


def conv_bottleneck(channels: int, reduction: int = 4) -> nn.Sequential:
    """A 1x1, a 3x3 and a 1x1 convolution of ``(B, C, H, W)``, each with a batch norm, between them GELUs.

    Args:
        channels: C of input and output.
        reduction: ratio of these to the inner channels.
    """
    inner = max(channels // reduction, 1)
    return nn.Sequential(*conv_norm_act(channels, inner), *conv_norm_act(inner, inner, 3),
                         *conv_norm_act(inner, channels)[:-1])
