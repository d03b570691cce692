"""DenseNet, whose layers can work at two resolutions."""
from collections.abc import Sequence

from mmcv.cnn import build_activation_layer, build_norm_layer
from torch import nn

from mmuvp.models.layers.dense_layer import DenseLayer
from mmuvp.models.layers.elastic import ElasticSettings, reset_resampling
from mmuvp.models.layers.initialisation import init_resnet_layers
from mmuvp.registry import MODELS

from .arch import read_arch
from .attention_resnet import NUM_STAGES, conv_stem
from .freezable import StagedBackbone

WIDTH = dict(growth=32, stem_channels=64)
ARCH_ZOO = {  # table A.4
    'densenet201': dict(WIDTH, num_layers=(6, 12, 48, 32)),
    'elastic-densenet201': dict(WIDTH, num_layers=(10, 20, 40, 30)),
}
# inner channels of a layer per channel that it adds
BOTTLENECK = 4


@MODELS.register_module()
class ElasticDenseNet(StagedBackbone):
    """DenseNet augmented with ELASTIC (section 2.3.3 of the paper), for images of any size.

    All layers are elastic but those of the last stage.  A stage ends with the transition to the next, as in the stock
    DenseNet, so that maps have the strides 8, 16, 32 and 32.

    Args:
        arch: ``'densenet201'``; ``'elastic-densenet201'``, which has more layers at high resolution; or a dict of
            ``num_layers`` of the four stages, ``growth``, the channels that a layer adds, and ``stem_channels``.
        elastic: arguments of :class:`mmuvp.models.layers.elastic.ElasticSettings`; None for the network without.
        out_indices: which of the four stages are returned.
        frozen_stages: the last stage, from 1 to 4, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on an architecture, index, share or resampling that does not exist.
    """

    def __init__(self,
                 arch: str | dict = 'elastic-densenet201',
                 elastic: dict | None = dict(),
                 out_indices: Sequence[int] = (0, 1, 2, 3),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(NUM_STAGES, out_indices, frozen_stages, init_cfg)
        arch = read_arch(arch, ARCH_ZOO, (*WIDTH, 'num_layers'))
        num_layers, growth = arch['num_layers'], arch['growth']
        if len(num_layers) != NUM_STAGES:
            raise ValueError(f'num_layers must be one for each of {NUM_STAGES} stages, not {num_layers}')
        settings = None if elastic is None else ElasticSettings(**elastic)
        layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.stem, channels = conv_stem('conv', arch['stem_channels'], **layers)
        self.stages = nn.ModuleList()
        for index, count in enumerate(num_layers):
            last = index == NUM_STAGES - 1
            stage = nn.Sequential()
            for _ in range(count):
                stage.append(DenseLayer(channels, growth, BOTTLENECK * growth, None if last else settings, **layers))
                channels += growth
            stage.add_module('norm', build_norm_layer(norm_cfg, channels)[1])
            stage.add_module('activation', build_activation_layer(act_cfg))
            if not last:
                stage.add_module('conv', nn.Conv2d(channels, channels // 2, 1, bias=False))
                stage.add_module('pool', nn.AvgPool2d(2, ceil_mode=True))
                channels //= 2
            self.stages.append(stage)
        self.freeze(frozen_stages + 1, norm_eval)

    def reset_weights(self) -> None:
        """Kaiming's rule, fan-out."""
        init_resnet_layers(self)
        reset_resampling(self)
