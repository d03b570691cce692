"""Residual networks in which attention takes the place of the 3x3 convolutions."""
from collections.abc import Callable, Sequence

from mmcv.cnn import ConvModule
from torch import nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import InitialisedModule, init_resnet_layers

from .freezable import StagedBackbone

NUM_BLOCKS = {26: (1, 2, 4, 1), 50: (3, 4, 6, 3)}
NUM_STAGES = 4
CONV_STEMS = ('conv', 'deep_conv', 'cifar')


class AttentionResNet(StagedBackbone):
    """A stem and four stages of blocks, whose maps have the strides 4, 8, 16 and 32, for images of any size.

    Args:
        num_blocks: of each of the four stages.
        stem: what comes before the stages, of stride 4 in what is said of strides here.
        in_channels: of the stem's output.
        channels: inner ones of the first stage, doubled at each further one.
        build_block: makes the block of a number within a stage, from ``(stage, number, in_channels, channels,
            stride)``; its ``expansion`` is the ratio of outer to inner channels.
        output_stride: of the last map, 32 or 16; with 16 the last stage is not strided.
        out_indices: which of the four stages are returned.
        frozen_stages: the last stage, from 1 to 4, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.

    Raises:
        ValueError: on a stride or index that does not exist.
    """

    def __init__(self, num_blocks: Sequence[int], stem: nn.Module, in_channels: int, channels: int,
                 build_block: Callable[[int, int, int, int, int], nn.Module], output_stride: int,
                 out_indices: Sequence[int], frozen_stages: int, norm_eval: bool, init_cfg: dict | None) -> None:
        super().__init__(NUM_STAGES, out_indices, frozen_stages, init_cfg)
        check_choice('output_stride', output_stride, (16, 32))
        self.stem = stem
        self.stages = nn.ModuleList()
        for index, count in enumerate(num_blocks):
            strided = index > 0 and (index < NUM_STAGES - 1 or output_stride == 32)
            stage = nn.Sequential()
            for number in range(count):
                stride = 2 if strided and number == 0 else 1
                stage.append(build_block(index, number, in_channels, channels, stride))
                in_channels = stage[0].expansion * channels
            self.stages.append(stage)
            channels *= 2
        self.freeze(frozen_stages + 1, norm_eval)

    def reset_weights(self) -> None:
        """Kaiming's rule for the convolutions of the stem, and the rules of the blocks."""
        init_resnet_layers(self.stem)
        for part in (self.stem, *self.stages):
            for block in part:
                if isinstance(block, InitialisedModule):
                    block.init_weights()


def conv_stem(kind: str, channels: int, norm_cfg: dict, act_cfg: dict) -> tuple[nn.Sequential, int]:
    """A stem of convolutions, and the channels of its output.

    Args:
        kind: ``'conv'``, a 7x7 convolution of stride 2 and a max-pool; ``'deep_conv'``, three 3x3 convolutions
            and a max-pool; ``'cifar'``, a 3x3 convolution of stride 1 and a max-pool.
        channels: of the first convolution; the deep stem ends with twice as many.
        norm_cfg, act_cfg: norm and activation layers.
    """
    layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
    if kind == 'cifar':
        return nn.Sequential(ConvModule(3, channels, 3, padding=1, **layers), max_pool()), channels
    if kind == 'conv':
        return nn.Sequential(ConvModule(3, channels, 7, stride=2, padding=3, **layers), max_pool()), channels
    return nn.Sequential(
        ConvModule(3, channels, 3, stride=2, padding=1, **layers),
        ConvModule(channels, channels, 3, padding=1, **layers),
        ConvModule(channels, 2 * channels, 3, padding=1, **layers), max_pool()), 2 * channels


def max_pool() -> nn.MaxPool2d:
    """The pooling that ends a stem."""
    return nn.MaxPool2d(3, stride=2, padding=1)


def blocks_of_depth(depth: int) -> tuple[int, ...]:
    """Blocks of each stage of the network of a depth; raises a ValueError on one that does not exist."""
    check_choice('depth', depth, NUM_BLOCKS)
    return NUM_BLOCKS[depth]


def check_width(width: float, channels: int, divisor: int) -> None:
    """Raise a ValueError unless the heads divide the channels that a width gives."""
    if channels < 1 or channels % divisor:
        raise ValueError(f'width {width} gives {channels} channels, which the heads do not divide: they need a '
                         f'multiple of {divisor}')
