"""Pre-activated residual blocks of the pixel decoder: convolutional and axial."""
from mmcv.cnn import ConvModule, build_activation_layer
from mmcv.cnn.bricks import DropPath
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .axial_attention import AxialAttention
from .initialisation import InitialisedModule, init_conv_layers
from .norm import DEFAULT_ACT, DEFAULT_NORM


class _ResidualBlock(InitialisedModule):
    """Activation; then expand(middle(squeeze(x))) plus a shortcut; no activation after the sum."""

    def __init__(self, in_channels: int, mid_channels: int, out_channels: int, middle: nn.Module, stride: int,
                 norm_cfg: dict, act_cfg: dict, drop_path: float, init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        self.activation = build_activation_layer(act_cfg)
        self.squeeze = ConvModule(in_channels, mid_channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.middle = middle
        self.expand = ConvModule(mid_channels, out_channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        self.drop_path = DropPath(drop_path)
        same = in_channels == out_channels and stride == 1
        self.shortcut = nn.Identity() if same else ConvModule(
            in_channels, out_channels, 1, stride=stride, norm_cfg=norm_cfg, act_cfg=None)

    def reset_weights(self) -> None:
        """The last norm of the branch starts at 0, so the block starts as its shortcut."""
        init_conv_layers(self)
        for child in self.middle.modules():
            if isinstance(child, BaseModule):
                child.init_weights()
        nn.init.zeros_(self.expand.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, out_channels, H', W')``, sizes divided by the stride, rounded up."""
        x = self.activation(x)
        branch = self.expand(self.middle(self.squeeze(x)))
        return self.shortcut(x) + self.drop_path(branch)


@MODELS.register_module()
class PreActBottleneck(_ResidualBlock):
    """1x1 to ``channels``, 3x3, 1x1 to ``4 * channels``.

    Args:
        in_channels: channels of the input.
        channels: channels of the 3x3 convolution; the output has four times as many.
        stride: of the 3x3 convolution.
        norm_cfg, act_cfg: norm and activation layers.
        drop_path: probability of dropping the branch of a sample.
    """

    def __init__(self, in_channels: int, channels: int, stride: int = 1, norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = DEFAULT_ACT, drop_path: float = 0., init_cfg: dict | None = None) -> None:
        middle = ConvModule(channels, channels, 3, stride=stride, padding=1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        super().__init__(in_channels, channels, 4 * channels, middle, stride, norm_cfg, act_cfg, drop_path, init_cfg)


@MODELS.register_module()
class PreActAxialBlock(_ResidualBlock):
    """1x1 to ``2 * channels``, axial attention, 1x1 to ``4 * channels``.

    Args:
        in_channels: channels of the input.
        channels: total channels of the attention's keys; values have twice, the output four times as many.
        stride, num_heads, span: as in :class:`mmuvp.AxialAttention`.
        norm_cfg, act_cfg, drop_path: as in :class:`PreActBottleneck`.
    """

    def __init__(self, in_channels: int, channels: int, stride: int = 1, num_heads: int = 8, span: int = 255,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT, drop_path: float = 0.,
                 init_cfg: dict | None = None) -> None:
        attention = AxialAttention(2 * channels, channels, 2 * channels, stride=stride, num_heads=num_heads,
                                   span=span, norm_cfg=norm_cfg)
        middle = nn.Sequential(attention, build_activation_layer(act_cfg))
        super().__init__(in_channels, 2 * channels, 4 * channels, middle, stride, norm_cfg, act_cfg,
                         drop_path, init_cfg)
