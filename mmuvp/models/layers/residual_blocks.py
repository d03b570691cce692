"""Pre-activated residual blocks: convolutional and axial."""
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

    def __init__(self, squeeze: ConvModule, middle: nn.Module, expand: ConvModule, stride: int, norm_cfg: dict,
                 act_cfg: dict, drop_path: float, init_cfg: dict | None) -> None:
        super().__init__(init_cfg)
        in_channels, out_channels = squeeze.in_channels, expand.out_channels
        self.activation = build_activation_layer(act_cfg)
        self.squeeze, self.middle, self.expand = squeeze, middle, expand
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
class PreActBasicBlock(_ResidualBlock):
    """Two 3x3 convolutions.

    Args:
        in_channels: channels of the input.
        channels: channels of both convolutions, and of the output.
        stride: of the first convolution.
        norm_cfg, act_cfg: norm and activation layers.
        drop_path: probability of dropping the branch of a sample.
    """
    expansion = 1

    def __init__(self, in_channels: int, channels: int, stride: int = 1, norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = DEFAULT_ACT, drop_path: float = 0., init_cfg: dict | None = None) -> None:
        squeeze = ConvModule(in_channels, channels, 3, stride=stride, padding=1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        expand = ConvModule(channels, channels, 3, padding=1, norm_cfg=norm_cfg, act_cfg=None)
        super().__init__(squeeze, nn.Identity(), expand, stride, norm_cfg, act_cfg, drop_path, init_cfg)


@MODELS.register_module()
class PreActBottleneck(_ResidualBlock):
    """1x1 to ``channels``, 3x3 to ``width * channels``, 1x1 to ``4 * channels``.

    Args:
        in_channels: channels of the input.
        channels: a quarter of those of the output.
        stride: of the 3x3 convolution.
        width: see above; 2 in the last stage of Wide-ResNets.
        norm_cfg, act_cfg, drop_path: as in :class:`PreActBasicBlock`.
    """
    expansion = 4

    def __init__(self, in_channels: int, channels: int, stride: int = 1, width: int = 1,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT, drop_path: float = 0.,
                 init_cfg: dict | None = None) -> None:
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        squeeze = ConvModule(in_channels, channels, 1, **common)
        middle = ConvModule(channels, width * channels, 3, stride=stride, padding=1, **common)
        expand = ConvModule(width * channels, 4 * channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        super().__init__(squeeze, middle, expand, stride, norm_cfg, act_cfg, drop_path, init_cfg)


@MODELS.register_module()
class PreActAxialBlock(_ResidualBlock):
    """1x1 to ``2 * width * channels``, axial attention, 1x1 to ``4 * channels``.

    Args:
        in_channels: channels of the input.
        channels: a quarter of those of the output.
        stride, num_heads, span: as in :class:`mmuvp.AxialAttention`.
        width: the attention's keys have ``width * channels`` channels in total, its values twice as many; 2 in
            MaX-DeepLab-L.
        norm_cfg, act_cfg, drop_path: as in :class:`PreActBasicBlock`.
    """
    expansion = 4

    def __init__(self, in_channels: int, channels: int, stride: int = 1, num_heads: int = 8, span: int = 255,
                 width: int = 1, norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT, drop_path: float = 0.,
                 init_cfg: dict | None = None) -> None:
        keys, values = width * channels, 2 * width * channels
        attention = AxialAttention(
            values, keys, values, stride=stride, num_heads=num_heads, span=span, norm_cfg=norm_cfg)
        squeeze = ConvModule(in_channels, values, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        middle = nn.Sequential(attention, build_activation_layer(act_cfg))
        expand = ConvModule(values, 4 * channels, 1, norm_cfg=norm_cfg, act_cfg=None)
        super().__init__(squeeze, middle, expand, stride, norm_cfg, act_cfg, drop_path, init_cfg)
