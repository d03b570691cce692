"""The bottleneck of ResNeXt and DLA-X, whose groups can be divided between two resolutions."""
from mmcv.cnn import ConvModule, build_activation_layer, build_norm_layer
from mmpretrain.models.utils import SELayer
from torch import Tensor, nn

from .elastic import ElasticSettings


class BottleneckPath(nn.Module):
    """1x1 to the inner channels, 3x3 in groups, 1x1 to those of the output, which no norm follows.

    Args:
        in_channels, channels, out_channels: before, within and after the path.
        groups, stride, dilation: of the 3x3 convolution.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, channels: int, out_channels: int, groups: int, stride: int, dilation: int,
                 norm_cfg: dict, act_cfg: dict) -> None:
        super().__init__()
        layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.squeeze = ConvModule(in_channels, channels, 1, **layers)
        self.middle = ConvModule(channels, channels, 3, stride=stride, padding=dilation, dilation=dilation,
                                 groups=groups, **layers)
        self.expand = nn.Conv2d(channels, out_channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, out_channels, H', W')``, divided by the stride, rounded up."""
        return self.expand(self.middle(self.squeeze(x)))


class ElasticBottleneck(nn.Module):
    """A residual block of one path, or of two at two resolutions, with one norm behind their sum.

    Args:
        in_channels: of the input.
        channels: of the output are ``expansion`` times as many.
        group_channels: inner channels of a group.
        groups: of the 3x3 convolution.
        expansion: see above.
        stride, dilation: of the 3x3 convolution; dilation is that of both paths at their resolutions.
        elastic: how groups are divided between two resolutions; None leaves them in one path.
        se_ratio: the channels that squeeze-and-excitation has between its layers are so many times fewer; None for
            no such layers.
        shortcut: of the residual; the input itself unless given.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: when a block changes its resolution and is elastic.
    """

    def __init__(self, in_channels: int, channels: int, group_channels: int, groups: int, *, expansion: int = 4,
                 stride: int = 1, dilation: int = 1, elastic: ElasticSettings | None = None,
                 se_ratio: int | None = None, shortcut: nn.Module | None = None,
                 norm_cfg: dict = dict(type='BN'), act_cfg: dict = dict(type='ReLU')) -> None:
        super().__init__()
        self.expansion = expansion
        out_channels = expansion * channels
        if elastic and stride != 1:
            raise ValueError(f'a block of stride {stride} cannot be elastic')

        def build_path(groups: int, reach: int) -> BottleneckPath:
            return BottleneckPath(in_channels, groups * group_channels, out_channels, groups, stride,
                                  reach * dilation, norm_cfg, act_cfg)

        self.paths = elastic.build(build_path, groups, in_channels, out_channels) if elastic else build_path(
            groups, 1)
        self.norm = build_norm_layer(norm_cfg, out_channels)[1]
        self.attention = SELayer(out_channels, ratio=se_ratio) if se_ratio else nn.Identity()
        self.shortcut = shortcut or nn.Identity()
        self.activation = build_activation_layer(act_cfg)

    def forward(self, x: Tensor, residual: Tensor | None = None) -> Tensor:
        """``(B, in_channels, H, W)`` to the output's channels, sizes divided by the stride, rounded up.

        Args:
            x: the map.
            residual: takes the place of the shortcut's output.
        """
        branch = self.attention(self.norm(self.paths(x)))
        return self.activation(branch + (self.shortcut(x) if residual is None else residual))
