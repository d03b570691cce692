"""The pixel decoder of kMaX-DeepLab: axial stages at low, convolutional ones at high resolution."""
from collections.abc import Sequence

from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.models.layers.initialisation import InitialisedModule, init_conv_layers
from mmuvp.models.layers.norm import DEFAULT_ACT, DEFAULT_NORM, ChannelLayerNorm
from mmuvp.models.layers.pixel_stages import projection
from mmuvp.models.layers.residual_blocks import PreActAxialBlock, PreActBottleneck
from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.registry import MODELS

BLOCKS = dict(axial=PreActAxialBlock, bottleneck=PreActBottleneck)


class ResizedFusion(BaseModule):
    """Adds a coarse map, resized, to a finer one, both projected to the same channels.

    A map that already has these channels is not projected.

    Args:
        low_channels: channels of the coarse map.
        high_channels: channels of the fine map.
        channels: channels of the result.
        norm_cfg, act_cfg: norm of the projections and the activation before them.
    """

    def __init__(self, low_channels: int, high_channels: int, channels: int, norm_cfg: dict,
                 act_cfg: dict) -> None:
        super().__init__()
        self.low = projection(low_channels, channels, norm_cfg, act_cfg)
        self.high = projection(high_channels, channels, norm_cfg, act_cfg)

    def forward(self, low: Tensor, high: Tensor) -> Tensor:
        """``(B, low_channels, h, w)`` and ``(B, high_channels, H, W)`` to ``(B, channels, H, W)``."""
        return bilinear_resize(self.low(low), high.shape[-2:]) + self.high(high)


@MODELS.register_module()
class KMaXPixelDecoder(InitialisedModule):
    """Refines a backbone's maps from the coarsest to the finest.

    Args:
        in_channels: channels of the backbone's maps, finest first, as backbones return them.
        base_channels: of each stage, coarsest first; a stage's output has four times as many.
        num_blocks: residual blocks of each stage, coarsest first.
        block_types: ``'axial'`` or ``'bottleneck'`` for each stage, coarsest first.
        num_heads, span: of the axial blocks, see :class:`mmuvp.AxialAttention1d`.
        drop_path: probability of dropping a block's branch.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: if the four lists differ in length, or on an unknown block type.
    """

    def __init__(self,
                 in_channels: Sequence[int] = (256, 512, 1024, 2048),
                 base_channels: Sequence[int] = (512, 256, 128, 64),
                 num_blocks: Sequence[int] = (1, 5, 1, 1),
                 block_types: Sequence[str] = ('axial', 'axial', 'bottleneck', 'bottleneck'),
                 num_heads: int = 8,
                 span: int = 255,
                 drop_path: float = 0.,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = DEFAULT_ACT,
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if len({len(in_channels), len(base_channels), len(num_blocks), len(block_types)}) != 1:
            raise ValueError('in_channels, base_channels, num_blocks and block_types must be equally long')
        if unknown := set(block_types) - BLOCKS.keys():
            raise ValueError(f'block_types may name {sorted(BLOCKS)}, not {sorted(unknown)}')
        widths = list(in_channels)[::-1]
        self.out_channels = tuple(4 * b for b in base_channels)
        self.in_norms = nn.ModuleList(ChannelLayerNorm(w) for w in widths)
        self.fusions = nn.ModuleList(
            ResizedFusion(self.out_channels[i - 1], widths[i], base_channels[i], norm_cfg, act_cfg)
            for i in range(1, len(widths)))

        def stage(index: int) -> nn.Sequential:
            kind, base = block_types[index], base_channels[index]
            extra = dict(num_heads=num_heads, span=span) if kind == 'axial' else {}
            width = widths[0] if index == 0 else base
            return nn.Sequential(*(
                BLOCKS[kind](4 * base if i else width, base, norm_cfg=norm_cfg, act_cfg=act_cfg,
                             drop_path=drop_path, **extra)
                for i in range(num_blocks[index])))

        self.stages = nn.ModuleList(stage(i) for i in range(len(widths)))

    def reset_weights(self) -> None:
        """See :func:`init_conv_layers` and the blocks' own rules."""
        init_conv_layers(self)
        for stage in self.stages:
            for block in stage:
                block.init_weights()

    def forward(self, feats: Sequence[Tensor]) -> list[Tensor]:
        """Refine the backbone's maps.

        Args:
            feats: ``(B, in_channels[i], H_i, W_i)``, finest first.

        Returns:
            One ``(B, 4 * base_channels[i], h_i, w_i)`` a stage, coarsest first, not activated.
        """
        outputs: list[Tensor] = []
        for i, (feature, norm, stage) in enumerate(zip(reversed(feats), self.in_norms, self.stages, strict=True)):
            x = norm(feature)
            if i > 0:
                x = self.fusions[i - 1](outputs[-1], x)
            outputs.append(stage(x))
        return outputs
