"""MaX-S: the pre-activated ResNet-50 with axial attention that mask transformers use."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from torch import nn

from mmuvp.models.layers.norm import DEFAULT_NORM
from mmuvp.registry import MODELS

from .pixel_path import PixelPath

STEM_CHANNELS = (64, 64, 128)


@MODELS.register_module()
class MaXResNet(PixelPath):
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
        if output_stride not in (16, 32):
            raise ValueError(f'output_stride must be 16 or 32, not {output_stride}')
        first, second, third = (width * base_channels // 64 for width in STEM_CHANNELS)
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        stem = nn.Sequential(
            ConvModule(3, first, 3, stride=2, padding=1, **common),
            ConvModule(first, second, 3, padding=1, **common),
            ConvModule(second, third, 3, padding=1, norm_cfg=norm_cfg, act_cfg=None))
        conv = [dict(type='mmuvp.PreActBottleneck', channels=base_channels * 2 ** i) for i in range(4)]
        axial = [dict(conv[i], type='mmuvp.PreActAxialBlock', num_heads=num_heads, span=span) for i in range(4)]
        kinds = [dict(block=conv[0]), dict(block=conv[1]), dict(block=axial[2], first_block=conv[2]),
                 dict(block=axial[3])]
        stages = [dict(kind, stride=stride, num_blocks=blocks)
                  for kind, stride, blocks in zip(kinds, (4, 8, 16, output_stride), num_blocks, strict=False)]
        super().__init__(stem, third, stages, out_indices, frozen_stages, norm_eval, drop_path, norm_cfg, act_cfg,
                         init_cfg)
