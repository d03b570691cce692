"""Axial-ResNet: residual networks whose 3x3 convolutions are axial attention."""
from collections.abc import Sequence

from torch import nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.axial_bottleneck import EXPANSION, AxialBottleneck
from mmuvp.models.layers.position_sensitive_attention import TERMS
from mmuvp.registry import MODELS

from .attention_resnet import (
    CONV_STEMS,
    NUM_STAGES,
    AttentionResNet,
    blocks_of_depth,
    check_width,
    conv_stem,
    max_pool,
)

BASE_CHANNELS = 128
NUM_STEM_BLOCKS = 3


@MODELS.register_module()
class AxialResNet(AttentionResNet):
    """The backbone of Axial-DeepLab (sections 3.3.2 and 3.4.1), for images of any size.

    Args:
        depth: 26 or 50.
        width: multiplies the channels: 0.5 for S, 0.75 for M, 1 for L and 2 for XL.
        stem: what comes before the stages: ``'conv'``, a 7x7 convolution of stride 2 and a max-pool;
            ``'deep_conv'``, three 3x3 convolutions and a max-pool, for dense prediction; ``'axial'``, three
            axial blocks and a max-pool, for the Full Axial-ResNet without spatial convolutions; ``'cifar'``, a
            3x3 convolution of stride 1 and a max-pool, for pictures of some 32 pixels.
        stem_channels: of the stem's convolutions, or of the attention's values in an axial stem; the deep and
            the axial stem end with twice as many.  By default ``64 * width``.
        output_stride: of the last map, 32 or 16; with 16 the last stage is not strided.  With the stem
            ``'cifar'`` all strides are half of these.
        stride_mode: how attention is strided, see :class:`mmuvp.AxialBottleneck`.  The default is what
            the paper says and costs less; ``'pool'`` is what the published PyTorch weights were trained with.
        num_heads: heads of all attention layers.
        span: reach of the tables of relative positions, see :class:`mmuvp.RelativePositionTable`: one number,
            or one for each stage, in place of which a pair may be given, for the first block of a stage and
            for the others.  The blocks of an axial stem have that of the first stage.
        positions: which terms are relative, see :class:`mmuvp.AxialAttention1d`.
        window: odd number of positions that the attention of the stages is limited to; None for no limit.
        stem_window: the same for an axial stem.
        out_indices: which of the four stages are returned.
        frozen_stages: the last stage, from 1 to 4, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on a depth, stem, stride or index that does not exist, a number of spans other than four, or
            a width whose channels the heads do not divide.
    """

    def __init__(self,
                 depth: int = 50,
                 width: float = 1.0,
                 stem: str = 'conv',
                 stem_channels: int | None = None,
                 output_stride: int = 32,
                 stride_mode: str = 'axis',
                 num_heads: int = 8,
                 span: int | Sequence[int | Sequence[int]] = 255,
                 positions: Sequence[str] = TERMS,
                 window: int | None = None,
                 stem_window: int | None = 15,
                 out_indices: Sequence[int] = (0, 1, 2, 3),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        check_choice('stem', stem, (*CONV_STEMS, 'axial'))
        channels = round(BASE_CHANNELS * width)
        check_width(width, channels, 2 * num_heads)  # queries have half of the channels
        stem_channels = channels // 2 if stem_channels is None else stem_channels
        block = dict(stride_mode=stride_mode, num_heads=num_heads, positions=tuple(positions), norm_cfg=norm_cfg,
                     act_cfg=act_cfg)
        spans = _spans_of_stages(span)

        def build_block(stage: int, number: int, in_channels: int, channels: int, stride: int) -> nn.Module:
            return AxialBottleneck(
                in_channels, channels, stride, span=spans[stage][number > 0], window=window, **block)

        if stem == 'axial':
            check_width(width, stem_channels, 2 * num_heads)
            parts, in_channels = _axial_stem(stem_channels, span=spans[0][0], window=stem_window, **block)
        else:
            parts, in_channels = conv_stem(stem, stem_channels, norm_cfg, act_cfg)
        super().__init__(blocks_of_depth(depth), parts, in_channels, channels, build_block, output_stride, out_indices,
                         frozen_stages, norm_eval, init_cfg)


def _spans_of_stages(span: int | Sequence[int | Sequence[int]]) -> list[Sequence[int]]:
    """Span of the first and of the other blocks of each stage."""
    spans = [span] * NUM_STAGES if isinstance(span, int) else list(span)
    if len(spans) != NUM_STAGES:
        raise ValueError(f'span must be one number or one for each of {NUM_STAGES} stages, not {span}')
    return [(entry, entry) if isinstance(entry, int) else entry for entry in spans]


def _axial_stem(channels: int, **block) -> tuple[nn.Sequential, int]:
    out_channels = EXPANSION * channels
    blocks = [AxialBottleneck(3, channels, stride=2, **block)]
    blocks += [AxialBottleneck(out_channels, channels, **block) for _ in range(NUM_STEM_BLOCKS - 1)]
    return nn.Sequential(*blocks, max_pool()), out_channels
