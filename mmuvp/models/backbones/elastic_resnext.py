"""ResNeXt and SE-ResNeXt, whose blocks can work at two resolutions."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from torch import nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.elastic import ElasticSettings, reset_resampling
from mmuvp.models.layers.elastic_bottleneck import ElasticBottleneck
from mmuvp.models.layers.initialisation import init_resnet_layers
from mmuvp.registry import MODELS

from .arch import read_arch
from .attention_resnet import CONV_STEMS, NUM_STAGES, AttentionResNet, conv_stem

WIDTH = dict(groups=32, group_channels=4, channels=64)
ARCH_ZOO = {  # the blocks of the Elastic networks are those of table A.3 and section A.2
    'resnext50': dict(WIDTH, num_blocks=(3, 4, 6, 3)),
    'resnext101': dict(WIDTH, num_blocks=(3, 4, 23, 3)),
    'elastic-resnext50': dict(WIDTH, num_blocks=(6, 8, 5, 3)),
    'elastic-resnext50x2': dict(WIDTH, num_blocks=(6, 8, 5, 3), groups=64),
    'elastic-resnext101': dict(WIDTH, num_blocks=(12, 14, 20, 3)),
}
# of the dilations in the last stage where it is not strided, times 2
MULTI_GRID = (1, 2, 4)


@MODELS.register_module()
class ElasticResNeXt(AttentionResNet):
    """ResNeXt augmented with ELASTIC (section 2.3.3 of the paper), for images of any size.

    All blocks are elastic but those of stride 2 and of the last stage.

    Args:
        arch: ``'resnext50'`` or ``'resnext101'``, which with ``elastic`` are the paper's sElastic networks;
            ``'elastic-resnext50'``, ``'elastic-resnext50x2'`` or ``'elastic-resnext101'``, which have more blocks at
            high resolution; or a dict of ``num_blocks`` of the four stages, ``groups`` of the 3x3 convolutions,
            ``group_channels`` of each of them and ``channels``, a quarter of a block's output, in the first stage;
            the latter two are doubled at each further one.
        elastic: arguments of :class:`mmuvp.models.layers.elastic.ElasticSettings`; None for the network without.
        se_ratio: of squeeze-and-excitation, 16 in SE-ResNeXt; None for none.
        stem: ``'conv'``, a 7x7 convolution of stride 2 and a max-pool; ``'deep_conv'``, three 3x3 convolutions and a
            max-pool; ``'cifar'``, a 3x3 convolution of stride 1 and a max-pool, for pictures of some 32 pixels, with
            which all strides are half of those said here.
        stem_channels: of the stem's convolutions; the deep stem ends with twice as many.
        output_stride: of the last map, 32 or 16; with 16 the last stage is not strided, and its 3x3 convolutions
            have the dilations 2, 4 and 8 (section 2.4.4).
        out_indices: which of the four stages are returned.
        frozen_stages: the last stage, from 1 to 4, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an architecture, stem, stride, index, share or resampling that does not exist.
    """

    def __init__(self,
                 arch: str | dict = 'elastic-resnext50',
                 elastic: dict | None = dict(),
                 se_ratio: int | None = None,
                 stem: str = 'conv',
                 stem_channels: int = 64,
                 output_stride: int = 32,
                 out_indices: Sequence[int] = (0, 1, 2, 3),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        check_choice('stem', stem, CONV_STEMS)
        arch = read_arch(arch, ARCH_ZOO, (*WIDTH, 'num_blocks'))
        if len(arch['num_blocks']) != NUM_STAGES:
            raise ValueError(f'num_blocks must be one for each of {NUM_STAGES} stages, not {arch["num_blocks"]}')
        settings = None if elastic is None else ElasticSettings(**elastic)

        def build_block(stage: int, number: int, in_channels: int, channels: int, stride: int) -> ElasticBottleneck:
            last = stage == NUM_STAGES - 1
            out_channels = 4 * channels
            same = in_channels == out_channels and stride == 1
            dilated = last and output_stride == 16
            return ElasticBottleneck(
                in_channels, channels, arch['group_channels'] * 2 ** stage, arch['groups'], stride=stride,
                dilation=2 * MULTI_GRID[number % len(MULTI_GRID)] if dilated else 1,
                elastic=None if last or stride != 1 else settings, se_ratio=se_ratio,
                shortcut=None if same else ConvModule(
                    in_channels, out_channels, 1, stride=stride, norm_cfg=norm_cfg, act_cfg=None),
                norm_cfg=norm_cfg, act_cfg=act_cfg)

        parts, in_channels = conv_stem(stem, stem_channels, norm_cfg, act_cfg)
        super().__init__(arch['num_blocks'], parts, in_channels, arch['channels'], build_block, output_stride,
                         out_indices, frozen_stages, norm_eval, init_cfg)

    def reset_weights(self) -> None:
        """Kaiming's rule, fan-in, but for shortcuts, which keep PyTorch's; a block starts as its shortcut."""
        init_resnet_layers(self, 'fan_in')
        reset_resampling(self)
        for block in self.modules():
            if isinstance(block, ElasticBottleneck):
                nn.init.zeros_(block.norm.weight)
                if isinstance(block.shortcut, ConvModule):
                    block.shortcut.conv.reset_parameters()
