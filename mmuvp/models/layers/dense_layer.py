"""The layer of DenseNet, whose channels can be divided between two resolutions."""
import torch
from mmcv.cnn import ConvModule, build_activation_layer, build_norm_layer
from torch import Tensor, nn

from .elastic import ElasticSettings


class DensePath(nn.Module):
    """1x1 to the inner channels, then 3x3, which no norm follows.

    Args:
        in_channels, channels, out_channels: before, within and after the path.
        dilation: of the 3x3 convolution.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, channels: int, out_channels: int, dilation: int, norm_cfg: dict,
                 act_cfg: dict) -> None:
        super().__init__()
        self.squeeze = ConvModule(in_channels, channels, 1, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.middle = nn.Conv2d(channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, out_channels, H, W)``."""
        return self.middle(self.squeeze(x))


class DenseLayer(nn.Module):
    """Norm, activation, and one path or two, whose output is put behind the channels of the input.

    Args:
        in_channels: of the input.
        growth: channels that are put behind.
        channels: inner ones.
        elastic: how inner channels are divided between two resolutions; None leaves them in one path.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, growth: int, channels: int, elastic: ElasticSettings | None = None,
                 norm_cfg: dict = dict(type='BN'), act_cfg: dict = dict(type='ReLU')) -> None:
        super().__init__()

        def build_path(channels: int, dilation: int) -> DensePath:
            return DensePath(in_channels, channels, growth, dilation, norm_cfg, act_cfg)

        self.norm = build_norm_layer(norm_cfg, in_channels)[1]
        self.activation = build_activation_layer(act_cfg)
        self.paths = elastic.build(build_path, channels, in_channels, growth) if elastic else build_path(channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, in_channels + growth, H, W)``."""
        return torch.cat([x, self.paths(self.activation(self.norm(x)))], dim=1)
