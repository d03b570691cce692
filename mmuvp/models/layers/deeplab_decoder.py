"""The convolutional decoder of Panoptic-DeepLab, and what predicts from it."""
from collections.abc import Sequence

import torch
from mmcv.cnn import ConvModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .aspp import ASPP
from .initialisation import InitialisedModule, init_conv_layers, truncated_normal_
from .mask_predictor import separable_conv
from .norm import DEFAULT_ACT, DEFAULT_NORM
from .resize import bilinear_resize

CONTEXTS = ('aspp', 'separable_aspp', 'conv', None)


@MODELS.register_module()
class DeepLabDecoder(InitialisedModule):
    """Context on the coarsest map, fused with finer maps step by step (Panoptic-DeepLab; Axial-DeepLab, section 3.3.2).

    Args:
        in_channels: channels of the backbone's maps, finest first.
        channels: channels after the context, and after each fusion by default.
        low_levels: index into ``in_channels`` and projected channels of each map that is fused, in order.
        context: ``'aspp'``; ``'separable_aspp'``, the same of separable convolutions; ``'conv'``, a 1x1 convolution
            in its place, for backbones that have seen the whole image; or None.
        fused_channels: channels after each fusion.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an unknown context.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 channels: int = 256,
                 low_levels: Sequence[tuple[int, int]] = ((1, 64), (0, 32)),
                 context: str | None = 'aspp',
                 fused_channels: int | None = None,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = DEFAULT_ACT,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if context not in CONTEXTS:
            raise ValueError(f'context must be one of {CONTEXTS}, not {context!r}')
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.low_levels = tuple(level for level, _ in low_levels)
        self.aspp = None
        if context in ('aspp', 'separable_aspp'):
            self.aspp = ASPP(in_channels[-1], channels, separable=context == 'separable_aspp', **common)
        self.squeeze = ConvModule(in_channels[-1], channels, 1, **common) if context == 'conv' else None
        self.out_channels = channels if context else in_channels[-1]
        self.projections, self.fusions = nn.ModuleList(), nn.ModuleList()
        for level, width in low_levels:
            self.projections.append(ConvModule(in_channels[level], width, 1, **common))
            self.fusions.append(separable_conv(self.out_channels + width, fused_channels or channels, **common))
            self.out_channels = fused_channels or channels

    def reset_weights(self) -> None:
        """See :func:`init_conv_layers`."""
        init_conv_layers(self)

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """``feats`` ``(B, in_channels[i], H_i, W_i)`` to ``(B, out_channels, H, W)``, at the resolution of the last
        map that is fused."""
        x = feats[-1]
        for context in (self.aspp, self.squeeze):
            x = x if context is None else context(x)
        for level, project, fuse in zip(self.low_levels, self.projections, self.fusions, strict=True):
            low = project(feats[level])
            x = fuse(torch.cat([bilinear_resize(x, low.shape[-2:]), low], dim=1))
        return x


class DensePredictor(InitialisedModule):
    """A separable 5x5 convolution and a 1x1 convolution that gives the result.

    Args:
        in_channels: channels of the input.
        num_outputs: channels of the result.
        channels: channels after the separable convolution; None leaves it out.
        norm_cfg, act_cfg: its norm and activation layers.
    """

    def __init__(self, in_channels: int, num_outputs: int, channels: int | None = 256,
                 norm_cfg: dict = DEFAULT_NORM, act_cfg: dict = DEFAULT_ACT, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        self.head = nn.Identity() if channels is None else separable_conv(
            in_channels, channels, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.output = nn.Conv2d(channels or in_channels, num_outputs, 1)

    def reset_weights(self) -> None:
        """The output layer starts with standard deviation 0.01."""
        init_conv_layers(self)
        truncated_normal_(self.output.weight, 0.01)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_channels, H, W)`` to ``(B, num_outputs, H, W)``."""
        return self.output(self.head(x))
