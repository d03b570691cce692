"""Wide-ResNet-41: the pixel path of MaX-DeepLab-L and of its ablations."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule

from mmuvp.models.layers.norm import DEFAULT_NORM
from mmuvp.registry import MODELS

from .pixel_path import PixelPath

STEM_CHANNELS = 64


@MODELS.register_module()
class WideResNet(PixelPath):
    """Wide-ResNet-41, with axial blocks at stride 16 where wanted, and its decoder stages that are pre-trained.

    One 3x3 convolution, then pre-activated stages at strides 2, 4, 8, 16 and 16, of basic blocks but the
    last, which has bottlenecks (MaX-DeepLab, appendix C.6; Wu et al., "Wider or Deeper", with the last stage of
    Chen et al., "Naive-Student").  With ``axial``, wide axial blocks take the place of all blocks whose input has
    stride 16.

    Args:
        num_blocks: blocks of the five stages.
        base_channels: of the first stage, doubled at each further one; the last map has 16 times as many.
        axial: see above.
        decoder: further stages, see :class:`mmuvp.PixelStages`.
        out_indices: which maps are returned: 0 for the stem's, then those of the stages, the decoder's included.
        num_heads, span: of the axial blocks, see :class:`mmuvp.AxialAttention1d`.
        drop_path, frozen_stages, norm_eval, norm_cfg, act_cfg: as in :class:`mmuvp.MaXResNet`.
    """

    def __init__(self,
                 num_blocks: Sequence[int] = (3, 3, 6, 3, 3),
                 base_channels: int = 128,
                 axial: bool = False,
                 decoder: Sequence[dict] = (),
                 out_indices: Sequence[int] = (2, 3, 5),
                 num_heads: int = 8,
                 span: int = 255,
                 drop_path: float = 0.,
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        stem_channels = STEM_CHANNELS * base_channels // 128
        stem = ConvModule(3, stem_channels, 3, stride=2, padding=1, norm_cfg=norm_cfg, act_cfg=None)
        basic = [dict(type='mmuvp.PreActBasicBlock', channels=base_channels * 2 ** i) for i in range(4)]
        kinds = [dict(block=block) for block in basic]
        last = dict(type='mmuvp.PreActBottleneck', channels=4 * base_channels, width=2)
        if axial:
            wide = dict(type='mmuvp.PreActAxialBlock', num_heads=num_heads, span=span, width=2)
            kinds[3] = dict(block=dict(wide, channels=2 * base_channels), first_block=basic[3])
            last = dict(wide, channels=4 * base_channels)
        kinds.append(dict(block=last))
        stages = [dict(kind, stride=stride, num_blocks=blocks)
                  for kind, stride, blocks in zip(kinds, (2, 4, 8, 16, 16), num_blocks, strict=True)]
        super().__init__(stem, stem_channels, [*stages, *decoder], out_indices, frozen_stages, norm_eval, drop_path,
                         norm_cfg, act_cfg, init_cfg)
