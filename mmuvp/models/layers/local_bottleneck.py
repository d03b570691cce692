"""The residual block of ResNets with stand-alone attention."""
from mmcv.cnn import build_norm_layer
from torch import nn

from mmuvp.registry import MODELS

from .attention_bottleneck import AttentionBottleneck
from .local_attention import TILE, LocalAttention2d
from .position_sensitive_attention import TERMS


@MODELS.register_module()
class LocalAttentionBottleneck(AttentionBottleneck):
    """1x1 to ``channels``, attention within windows, 1x1 to ``4 * channels`` (Axial-DeepLab, table 3.1).

    The bottleneck of ResNet, in which stand-alone self-attention takes the place of the 3x3 convolution.

    Args:
        in_channels: channels of the input.
        channels: channels of the queries, keys and values of the attention; the output has four times as many.
        stride: 1, or 2 to average 2x2 pixels after the attention.
        num_heads, window, positions, tile: as in :class:`mmuvp.LocalAttention2d`.
        attention_norm: whether the projection, the similarities and what is retrieved are normalised; if not,
            the output of the attention is, as that of the convolution in ResNet.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on what :class:`mmuvp.LocalAttention2d` refuses.
    """

    expansion = 4

    def __init__(self,
                 in_channels: int,
                 channels: int,
                 stride: int = 1,
                 num_heads: int = 8,
                 window: int = 7,
                 positions: tuple[str, ...] = TERMS,
                 tile: int = TILE,
                 attention_norm: bool = True,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        attention = LocalAttention2d(
            channels, channels, channels, num_heads=num_heads, window=window, positions=positions, tile=tile,
            norm_cfg=norm_cfg if attention_norm else None)
        if not attention_norm:
            attention = nn.Sequential(attention, build_norm_layer(norm_cfg, channels)[1])
        super().__init__(in_channels, channels, stride, attention, stride > 1, norm_cfg, act_cfg, init_cfg)
