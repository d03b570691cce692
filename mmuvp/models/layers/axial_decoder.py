"""The axial decoder of Axial-DeepLab."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .axial_bottleneck import EXPANSION, AxialBottleneck
from .initialisation import InitialisedModule, init_conv_layers
from .norm import DEFAULT_NORM
from .resize import bilinear_resize


@MODELS.register_module()
class AxialDecoder(InitialisedModule):
    """A block of axial attention after each fusion with a finer map, and one more (Axial-DeepLab, section B.2).

    One decoder serves all predictions, which need no convolution of their own: its last block takes the place
    of the 5x5 convolution of the heads.  At each fusion the map is projected to the channels of the stage,
    resized, and added to the backbone's map.

    Args:
        in_channels: channels of the backbone's maps, finest first.
        stages: index into ``in_channels`` and channels of the sum, for each map that is fused, in order; a map of
            the backbone that has other channels is projected to these.
        num_heads, span, window: as in :class:`mmuvp.AxialAttention1d`.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self,
                 in_channels: Sequence[int],
                 stages: Sequence[tuple[int, int]] = ((1, 512), (0, 256)),
                 num_heads: int = 8,
                 span: int = 255,
                 window: int | None = None,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.levels = tuple(level for level, _ in stages)
        self.squeezes, self.projections, self.blocks = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        self.out_channels = in_channels[-1]

        def block(channels: int) -> AxialBottleneck:
            return AxialBottleneck(
                channels, channels // EXPANSION, num_heads=num_heads, span=span, window=window, **common)

        for level, channels in stages:
            self.squeezes.append(ConvModule(self.out_channels, channels, 1, **common))
            same = in_channels[level] == channels
            self.projections.append(
                nn.Identity() if same else ConvModule(in_channels[level], channels, 1, **common))
            self.blocks.append(block(channels))
            self.out_channels = channels
        self.last_block = block(self.out_channels)

    def reset_weights(self) -> None:
        """See :func:`init_conv_layers` and :class:`mmuvp.AxialBottleneck`."""
        init_conv_layers(self)
        for block in (*self.blocks, self.last_block):
            block.init_weights()

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """``feats`` ``(B, in_channels[i], H_i, W_i)`` to ``(B, out_channels, H, W)``, at the resolution of the last
        map that is fused."""
        x = feats[-1]
        for level, squeeze, project, block in zip(
                self.levels, self.squeezes, self.projections, self.blocks, strict=True):
            low = feats[level]
            x = block(bilinear_resize(squeeze(x), low.shape[-2:]) + project(low))
        return self.last_block(x)
