"""The residual block of Axial-ResNet."""
from mmcv.cnn import ConvModule, build_activation_layer
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.registry import MODELS

from .axial_attention import AxialAttention, AxialAttention1d
from .initialisation import InitialisedModule

EXPANSION = 2


def init_resnet_layers(module: nn.Module) -> None:
    """Initialise convolutions by Kaiming's rule, fan-out, and batch norms as identities, all below ``module``."""
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode='fan_out', nonlinearity='relu')
        elif isinstance(layer, _BatchNorm):
            layer.reset_parameters()


@MODELS.register_module()
class AxialBottleneck(InitialisedModule):
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

    def __init__(self,
                 in_channels: int,
                 channels: int,
                 stride: int = 1,
                 stride_mode: str = 'axis',
                 num_heads: int = 8,
                 span: int = 255,
                 positions: tuple[str, ...] = ('query', 'key', 'value'),
                 window: int | None = None,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if stride_mode not in ('axis', 'pool'):
            raise ValueError(f"stride_mode must be 'axis' or 'pool', not {stride_mode!r}")
        pooled = stride > 1 and stride_mode == 'pool'
        out_channels = EXPANSION * channels
        self.squeeze = ConvModule(in_channels, channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.attention = AxialAttention(
            channels, channels // 2, channels, stride=1 if pooled else stride, num_heads=num_heads, span=span,
            positions=positions, window=window, norm_cfg=norm_cfg)
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
            if isinstance(layer, AxialAttention1d):
                nn.init.normal_(layer.qkv.weight, std=layer.qkv.in_channels ** -0.5)
                depth = layer.splits[-1] // layer.num_heads
                for table in (layer.query_position, layer.key_position, layer.value_position):
                    if table is not None:
                        nn.init.normal_(table.weight, std=depth ** -0.5)
        nn.init.zeros_(self.expand.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, 2 * channels, H', W')``, sizes divided by the stride, rounded up."""
        branch = self.activation(self.pool(self.attention(self.squeeze(x))))
        return self.activation(self.expand(branch) + self.shortcut(x))
