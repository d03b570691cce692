"""Semantic heads that exist in training only."""
from collections.abc import Sequence

from torch import Tensor, nn

from mmuvp.models.layers.aspp import ASPP
from mmuvp.models.layers.deeplab_decoder import DeepLabDecoder
from mmuvp.models.layers.initialisation import InitialisedModule, init_conv_layers, truncated_normal_
from mmuvp.models.layers.mask_predictor import separable_conv
from mmuvp.models.layers.norm import DEFAULT_ACT, DEFAULT_NORM
from mmuvp.registry import MODELS


@MODELS.register_module()
class PanopticDeepLabSemanticHead(DeepLabDecoder):
    """The semantic branch of Panoptic-DeepLab as a head of its own.

    Args:
        in_channels: channels of the backbone's maps, finest first.
        num_outputs: channels of the result, void included where the loss expects it.
        low_levels, norm_cfg, act_cfg: as in :class:`mmuvp.DeepLabDecoder`.
        aspp: whether ASPP precedes the fusion; without it, and with no ``low_levels``, the head is a
            separable convolution on the coarsest map.
        channels: channels inside the head.
    """

    def __init__(self, in_channels: Sequence[int], num_outputs: int,
                 low_levels: Sequence[tuple[int, int]] = ((1, 64), (0, 32)), aspp: bool = True, channels: int = 256,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT, init_cfg: dict | None = None) -> None:
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        super().__init__(in_channels, channels, low_levels, 'aspp' if aspp else None, init_cfg=init_cfg, **common)
        self.head = separable_conv(self.out_channels, channels, **common)
        self.output = nn.Conv2d(channels, num_outputs, 1)

    def reset_weights(self) -> None:
        """The output layer starts with standard deviation 0.01."""
        init_conv_layers(self)
        truncated_normal_(self.output.weight, 0.01)

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """``feats`` ``(B, in_channels[i], H_i, W_i)`` to logits ``(B, num_outputs, H, W)``, at the
        resolution of the last map that is fused."""
        return self.output(self.head(super().forward(feats)))


@MODELS.register_module()
class ASPPSemanticHead(InitialisedModule):
    """ASPP and a 1x1 convolution: the semantic head of ReMask (ReMaX, section 3.1).

    Args:
        in_channels: channels of the map it reads.
        num_classes: channels of the result.
        channels, dilations, dropout, norm_cfg, act_cfg: as in :class:`mmuvp.ASPP`.
    """

    def __init__(self, in_channels: int, num_classes: int, init_cfg: dict | None = None, **kwargs) -> None:
        super().__init__(init_cfg)
        self.aspp = ASPP(in_channels, **kwargs)
        self.output = nn.Conv2d(self.aspp.project.out_channels, num_classes, 1)

    def reset_weights(self) -> None:
        """The output layer starts with standard deviation 0.01."""
        init_conv_layers(self)
        truncated_normal_(self.output.weight, 0.01)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to logits ``(B, num_classes, H, W)``."""
        return self.output(self.aspp(x))
