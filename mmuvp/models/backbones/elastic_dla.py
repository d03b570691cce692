"""DLA-X: deep layer aggregation of ResNeXt's bottlenecks, whose blocks can work at two resolutions."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from torch import nn

from mmuvp.models.layers.aggregation_tree import AggregationTree
from mmuvp.models.layers.elastic import ElasticSettings, reset_resampling
from mmuvp.models.layers.elastic_bottleneck import ElasticBottleneck
from mmuvp.models.layers.initialisation import init_resnet_layers
from mmuvp.registry import MODELS

from .arch import read_arch
from .freezable import StagedBackbone

WIDTH = dict(channels=(16, 32, 128, 256, 512, 1024), group_channels=4)
ARCH_ZOO = {  # table A.2
    'dla-x60': dict(WIDTH, depths=(1, 2, 3, 1), groups=32, residual_root=False),
    'dla-x102': dict(WIDTH, depths=(1, 3, 4, 1), groups=32, residual_root=True),
    'elastic-dla-x102': dict(WIDTH, depths=(3, 3, 3, 1), groups=50, residual_root=True),
}
NUM_STAGES = 6
NUM_TREES = 4


@MODELS.register_module()
class ElasticDLA(StagedBackbone):
    """DLA-X augmented with ELASTIC (section 2.3.3 of the paper), for images of any size.

    All blocks of the trees are elastic but those of stride 2 and of the last tree.  Maps have the strides 1, 2, 4, 8,
    16 and 32.

    Args:
        arch: ``'dla-x60'``, whose Elastic network in the paper has the same blocks; ``'dla-x102'``, which with
            ``elastic`` is the paper's sElastic network; ``'elastic-dla-x102'``, which has more blocks at high
            resolution, and more groups; or a dict of ``depths`` of the four trees, ``groups`` of the 3x3
            convolutions, ``group_channels`` of each of them in the first tree, doubled at each further one,
            ``channels`` of the six stages and ``residual_root``, whether roots add their first child.
        elastic: arguments of :class:`mmuvp.models.layers.elastic.ElasticSettings`; None for the network without.
        out_indices: which of the six stages are returned.
        frozen_stages: the last stage, from 1 to 6, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an architecture, index, share or resampling that does not exist, or settings that are not one
            for each stage.
    """

    def __init__(self,
                 arch: str | dict = 'dla-x60',
                 elastic: dict | None = dict(),
                 out_indices: Sequence[int] = (2, 3, 4, 5),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(NUM_STAGES, out_indices, frozen_stages, init_cfg)
        arch = read_arch(arch, ARCH_ZOO, (*WIDTH, 'depths', 'groups', 'residual_root'))
        for name, count in (('channels', NUM_STAGES), ('depths', NUM_TREES)):
            if len(arch[name]) != count:
                raise ValueError(f'{name} must be {count} numbers, not {arch[name]}')
        settings = None if elastic is None else ElasticSettings(**elastic)
        layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        channels = arch['channels']
        self.stem = nn.Sequential(ConvModule(3, channels[0], 7, padding=3, **layers))
        self.stages = nn.ModuleList(
            ConvModule(before, after, 3, stride=stride, padding=1, **layers)
            for before, after, stride in ((channels[0], channels[0], 1), (channels[0], channels[1], 2)))
        for index, depth in enumerate(arch['depths']):
            before, after = channels[index + 1:index + 3]
            self.stages.append(AggregationTree(
                depth, before, after, 2, self._block_builder(arch, index, after, settings, layers),
                input_to_root=index > 0, residual_root=arch['residual_root'], **layers))
        self.freeze(frozen_stages + 1, norm_eval)

    @staticmethod
    def _block_builder(arch: dict, index: int, channels: int, settings: ElasticSettings | None, layers: dict):
        def build_block(in_channels: int, stride: int) -> ElasticBottleneck:
            plain = index == NUM_TREES - 1 or stride != 1
            return ElasticBottleneck(
                in_channels, channels, arch['group_channels'] * 2 ** index, arch['groups'], expansion=1,
                stride=stride, elastic=None if plain else settings, **layers)

        return build_block

    def reset_weights(self) -> None:
        """Kaiming's rule, fan-out."""
        init_resnet_layers(self)
        reset_resampling(self)
