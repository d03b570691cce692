"""Residual networks whose 3x3 convolutions are attention within windows."""
from collections.abc import Sequence

from torch import nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.local_attention import TILE
from mmuvp.models.layers.local_bottleneck import LocalAttentionBottleneck
from mmuvp.models.layers.position_sensitive_attention import TERMS
from mmuvp.registry import MODELS

from .attention_resnet import CONV_STEMS, AttentionResNet, blocks_of_depth, check_width, conv_stem

BASE_CHANNELS = 64


@MODELS.register_module()
class LocalAttentionResNet(AttentionResNet):
    """Conv-Stem + PS-Attention (Axial-DeepLab, tables 3.1 and B.3), for images of any size.

    With ``positions=('query', )`` it is the stand-alone self-attention that the paper compares with.

    Args:
        depth: 26 or 50.
        width: multiplies the channels of the stages.
        stem: what comes before the stages, ``'conv'``, ``'deep_conv'`` or ``'cifar'`` as in
            :class:`mmuvp.AxialResNet`.
        stem_channels: of the stem's convolutions; the deep stem ends with twice as many.
        num_heads, window, positions, tile, attention_norm: see :class:`mmuvp.LocalAttentionBottleneck`.
        output_stride, out_indices, frozen_stages, norm_eval: as in :class:`mmuvp.AxialResNet`.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on a depth, stem, stride or index that does not exist, an even window, or a width whose
            channels the heads do not divide.
    """

    def __init__(self,
                 depth: int = 50,
                 width: float = 1.0,
                 stem: str = 'conv',
                 stem_channels: int = 64,
                 output_stride: int = 32,
                 num_heads: int = 8,
                 window: int = 7,
                 positions: Sequence[str] = TERMS,
                 tile: int = TILE,
                 attention_norm: bool = True,
                 out_indices: Sequence[int] = (0, 1, 2, 3),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        check_choice('stem', stem, CONV_STEMS)
        channels = round(BASE_CHANNELS * width)
        check_width(width, channels, num_heads)

        def build_block(stage: int, number: int, in_channels: int, channels: int, stride: int) -> nn.Module:
            return LocalAttentionBottleneck(
                in_channels, channels, stride, num_heads, window, tuple(positions), tile, attention_norm, norm_cfg,
                act_cfg)

        parts, in_channels = conv_stem(stem, stem_channels, norm_cfg, act_cfg)
        super().__init__(blocks_of_depth(depth), parts, in_channels, channels, build_block, output_stride, out_indices,
                         frozen_stages, norm_eval, init_cfg)
