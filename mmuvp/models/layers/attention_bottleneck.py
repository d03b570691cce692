"""Residual blocks whose 3x3 convolution is position-sensitive attention."""
from mmcv.cnn import ConvModule, build_activation_layer, build_norm_layer
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.registry import MODELS

from .axial_attention import AxialAttention
from .initialisation import InitialisedModule
from .local_attention import TILE, LocalAttention2d
from .position_sensitive_attention import TERMS, PositionSensitiveAttention


def init_resnet_layers(module: nn.Module) -> None:
    """Initialise convolutions by Kaiming's rule, fan-out, and batch norms as identities, all below ``module``."""
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode='fan_out', nonlinearity='relu')
        elif isinstance(layer, _BatchNorm):
            layer.reset_parameters()


class _AttentionBottleneck(InitialisedModule):
    """1x1, attention, 1x1 to ``expansion`` times as many channels; what the two blocks share."""

    expansion: int

    def __init__(self, in_channels: int, channels: int, stride: int, attention: nn.Module, pooled: bool,
                 norm_cfg: dict, act_cfg: dict, init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        out_channels = self.expansion * channels
        self.squeeze = ConvModule(in_channels, channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.attention = attention
        # of an odd row or column that is left over, the average is its own
        self.pool = nn.AvgPool2d(stride, ceil_mode=True) if pooled else nn.Identity()
        self.expand = ConvModule(channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        same = in_channels == out_channels and stride == 1
        self.shortcut = nn.Identity() if same else ConvModule(
            in_channels, out_channels, 1, stride=stride, norm_cfg=norm_cfg, act_cfg=None)
        self.activation = build_activation_layer(act_cfg)

    def reset_weights(self) -> None:
        """As the authors' PyTorch code; the last norm of the branch starts at 0, so the block as its shortcut."""
        init_resnet_layers(self)
        for layer in self.attention.modules():
            if isinstance(layer, PositionSensitiveAttention):
                _init_attention(layer)
        nn.init.zeros_(self.expand.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to the output's channels, sizes divided by the stride, rounded up."""
        branch = self.activation(self.pool(self.attention(self.squeeze(x))))
        return self.activation(self.expand(branch) + self.shortcut(x))


def _init_attention(layer: PositionSensitiveAttention) -> None:
    nn.init.normal_(layer.qkv.weight, std=layer.qkv.in_channels ** -0.5)
    key_channels, _, value_channels = layer.splits
    for table in (layer.query_position, layer.key_position, layer.value_position):
        if table is not None:
            nn.init.normal_(table.weight, std=(value_channels // layer.num_heads) ** -0.5)
    if isinstance(layer.similarity_norm, nn.Identity):
        # nothing else keeps the logits from growing with the depth of a head
        nn.init.normal_(layer.qkv.weight[:key_channels],
                        std=(layer.qkv.in_channels * key_channels // layer.num_heads) ** -0.5)


@MODELS.register_module()
class AxialBottleneck(_AttentionBottleneck):
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

    expansion = 2

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


@MODELS.register_module()
class LocalAttentionBottleneck(_AttentionBottleneck):
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
