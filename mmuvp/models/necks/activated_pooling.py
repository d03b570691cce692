"""Averages of activated features, with which Visual Parser classifies."""
from mmcv.cnn import ConvModule
from torch import Tensor, nn

from mmuvp.models.layers.initialisation import VIT_STD, InitialisedModule, truncated_normal_
from mmuvp.registry import MODELS


@MODELS.register_module()
class PartPooling(nn.Module):
    """The mean over the parts of their GELU, with which ViP-Mo, Ti and S classify."""

    def __init__(self) -> None:
        super().__init__()
        self.activation = nn.GELU()

    def forward(self, feats: tuple[Tensor, ...]) -> tuple[Tensor]:
        """Pool the last of the backbone's outputs, parts ``(B, N, C)``, to ``(B, C)``."""
        return self.activation(feats[-1]).mean(dim=1),


@MODELS.register_module()
class ActivatedPooling(InitialisedModule):
    """1x1 convolution, norm and GELU, then the mean over the pixels, with which ViP-M and B classify.

    Args:
        channels: C, of the map and of the result.
        norm_cfg: norm of the convolution.
    """

    def __init__(self, channels: int, norm_cfg: dict = dict(type='BN'), init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.projection = ConvModule(channels, channels, 1, norm_cfg=norm_cfg, act_cfg=dict(type='GELU'))

    def reset_weights(self) -> None:
        """Truncated normal of 0.02 for the convolution."""
        truncated_normal_(self.projection.conv.weight, VIT_STD)
        nn.init.ones_(self.projection.norm.weight)
        nn.init.zeros_(self.projection.norm.bias)

    def forward(self, feats: tuple[Tensor, ...]) -> tuple[Tensor]:
        """Pool the last of the backbone's outputs, a map ``(B, C, H, W)``, to ``(B, C)``."""
        return self.projection(feats[-1]).mean(dim=(2, 3)),
