"""Atrous spatial pyramid pooling."""
import torch
from mmcv.cnn import ConvModule, DepthwiseSeparableConvModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, init_conv_layers
from .norm import DEFAULT_ACT, DEFAULT_NORM


@MODELS.register_module()
class ASPP(InitialisedModule):
    """A 1x1 and three dilated 3x3 convolutions beside pooling of the whole image, then a projection.

    Unlike mmsegmentation's head of that name, the pooled branch has a batch norm and dropout follows
    the projection, as in DeepLab2.

    Args:
        in_channels: channels of the input.
        channels: channels of every branch and of the output.
        dilations: of the 3x3 convolutions.
        dropout: probability of dropping an output value.
        separable: whether the 3x3 convolutions are depthwise, each with a 1x1 convolution behind it.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, channels: int = 256, dilations: tuple[int, ...] = (6, 12, 18),
                 dropout: float = 0.1, separable: bool = False, norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = DEFAULT_ACT, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.branches = nn.ModuleList([ConvModule(in_channels, channels, 1, **common)])
        conv = DepthwiseSeparableConvModule if separable else ConvModule
        self.branches.extend(
            conv(in_channels, channels, 3, padding=d, dilation=d, **common) for d in dilations)
        self.image_pool = ConvModule(in_channels, channels, 1, **common)
        self.project = ConvModule((len(dilations) + 2) * channels, channels, 1, **common)
        self.dropout = nn.Dropout(dropout)

    def reset_weights(self) -> None:
        """See :func:`init_conv_layers`."""
        init_conv_layers(self)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, channels, H, W)``."""
        pooled = self.image_pool(x.mean(dim=(2, 3), keepdim=True)).expand(-1, -1, *x.shape[-2:])
        maps = [branch(x) for branch in self.branches]
        return self.dropout(self.project(torch.cat([*maps, pooled], dim=1)))
