"""The residual block of Axial-ResNet."""
from mmuvp.registry import MODELS

from .attention_bottleneck import AttentionBottleneck
from .axial_attention import AxialAttention
from .position_sensitive_attention import TERMS

EXPANSION = 2


@MODELS.register_module()
class AxialBottleneck(AttentionBottleneck):
    """1x1 to ``channels``, attention along height and width, 1x1 to ``2 * channels`` (Axial-DeepLab, section 3.3.2).

    Args:
        in_channels: channels of the input.
        channels: channels of the values of the attention; queries and keys have half as many, the output twice.
        stride: 1, or 2 to halve the map.
        stride_mode: ``'axis'`` keeps every second row after the height axis and every second column after the
            width axis; ``'pool'`` averages 2x2 pixels after both.
        num_heads, span, positions, window: as in :class:`mmuvp.AxialAttention1d`.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an unknown ``stride_mode``, or what :class:`mmuvp.AxialAttention1d` refuses.
    """

    expansion = EXPANSION

    def __init__(self,
                 in_channels: int,
                 channels: int,
                 stride: int = 1,
                 stride_mode: str = 'axis',
                 num_heads: int = 8,
                 span: int = 255,
                 positions: tuple[str, ...] = TERMS,
                 window: int | None = None,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        if stride_mode not in ('axis', 'pool'):
            raise ValueError(f"stride_mode must be 'axis' or 'pool', not {stride_mode!r}")
        pooled = stride > 1 and stride_mode == 'pool'
        attention = AxialAttention(
            channels, channels // 2, channels, stride=1 if pooled else stride, num_heads=num_heads, span=span,
            positions=positions, window=window, norm_cfg=norm_cfg)
        super().__init__(in_channels, channels, stride, attention, pooled, norm_cfg, act_cfg, init_cfg)
