"""MaX-S: the pre-activated ResNet-50 with axial attention that mask transformers use."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule, build_activation_layer
from torch import Tensor, nn

from mmuvp.models.layers.initialisation import init_conv_layers
from mmuvp.models.layers.norm import DEFAULT_NORM
from mmuvp.models.layers.residual_blocks import PreActAxialBlock, PreActBottleneck
from mmuvp.registry import MODELS

from .freezable import FreezableBackbone

STEM_CHANNELS = (64, 64, 128)
ATTENTION_STRIDE = 16


@MODELS.register_module()
class MaXResNet(FreezableBackbone):
    """The pixel path of MaX-DeepLab-S, which kMaX-DeepLab and ReMaX call MaX-S (MaX-DeepLab, appendix C).

    Three 3x3 convolutions in place of the stem of ResNet, no pooling, four stages of pre-activated
    bottlenecks at strides 4, 8, 16 and 32.  A block whose input has stride 16 or more has axial attention
    in place of its 3x3 convolution; the first block at stride 16, whose input has stride 8, keeps it.

    Args:
        num_blocks: blocks of the four stages.
        base_channels: of the first stage, doubled at each further one; outputs have four times as many.
        output_stride: of the last map, 32 or 16; with 16 the last stage is not strided.
        out_indices: which of the five maps are returned: 0 for the stem's, then those of the stages.
        num_heads, span: see :class:`mmuvp.AxialAttention1d`.
        drop_path: probability of dropping a block's branch.
        frozen_stages: how many of the stem (1) and the stages do not learn, from the first; -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on another output stride, or an index outside 0 to 4.
    """

    def __init__(self,
                 num_blocks: Sequence[int] = (3, 4, 6, 3),
                 base_channels: int = 64,
                 output_stride: int = 32,
                 out_indices: Sequence[int] = (1, 2, 3, 4),
                 num_heads: int = 8,
                 span: int = 255,
                 drop_path: float = 0.,
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if output_stride not in (16, 32):
            raise ValueError(f'output_stride must be 16 or 32, not {output_stride}')
        if not set(out_indices) <= set(range(5)):
            raise ValueError(f'out_indices may name 0 to 4, not {tuple(out_indices)}')
        self.out_indices = tuple(out_indices)
        self.activation = build_activation_layer(act_cfg)
        first, second, third = (width * base_channels // 64 for width in STEM_CHANNELS)
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.stem = nn.Sequential(
            ConvModule(3, first, 3, stride=2, padding=1, **common),
            ConvModule(first, second, 3, padding=1, **common),
            ConvModule(second, third, 3, padding=1, norm_cfg=norm_cfg, act_cfg=None))

        def block(channels: int, base: int, stride: int, input_stride: int) -> nn.Module:
            if input_stride < ATTENTION_STRIDE:
                return PreActBottleneck(channels, base, stride, drop_path=drop_path, **common)
            return PreActAxialBlock(channels, base, stride, num_heads, span, drop_path=drop_path, **common)

        self.stages = nn.ModuleList()
        channels, reached = third, 2
        for index, blocks in enumerate(num_blocks):
            base, stage = base_channels * 2 ** index, nn.Sequential()
            for number in range(blocks):
                stride = 2 if number == 0 and reached < output_stride else 1
                stage.append(block(channels, base, stride, reached))
                channels, reached = 4 * base, reached * stride
            self.stages.append(stage)
        self.freeze(max(frozen_stages, 0), norm_eval)

    def reset_weights(self) -> None:
        """See :func:`init_conv_layers` and the blocks' own rules."""
        init_conv_layers(self)
        for stage in self.stages:
            for block in stage:
                block.init_weights()

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to activated maps at strides 2, 4, 8, 16 and 32, rounded up."""
        x = self.stem(x)
        maps = [x]
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return tuple(self.activation(maps[index]) for index in self.out_indices)
