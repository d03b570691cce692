"""Axial-ResNet: residual networks whose 3x3 convolutions are axial attention."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.layers.axial_bottleneck import EXPANSION, AxialBottleneck, init_resnet_layers
from mmuvp.models.layers.initialisation import InitialisedModule
from mmuvp.registry import MODELS

NUM_BLOCKS = {26: (1, 2, 4, 1), 50: (3, 4, 6, 3)}
STEMS = ('conv', 'deep_conv', 'axial', 'cifar')
BASE_CHANNELS = 128
NUM_STAGES = 4
NUM_STEM_BLOCKS = 3


@MODELS.register_module()
class AxialResNet(InitialisedModule):
    """The backbone of Axial-DeepLab (sections 3.3.2 and 3.4.1), for images of any size.

    Args:
        depth: 26 or 50.
        width: multiplies the channels: 0.5 for S, 0.75 for M, 1 for L and 2 for XL.
        stem: what comes before the stages: ``'conv'``, a 7x7 convolution of stride 2 and a max-pool;
            ``'deep_conv'``, three 3x3 convolutions and a max-pool, for dense prediction; ``'axial'``, three
            axial blocks and a max-pool, for the Full Axial-ResNet without spatial convolutions; ``'cifar'``, a
            3x3 convolution of stride 1, for pictures of some 32 pixels, as in ``mmpretrain.ResNet_CIFAR``.
        stem_channels: of the stem's convolutions, or of the attention's values in an axial stem; the deep and
            the axial stem end with twice as many.  By default ``64 * width``.
        output_stride: of the last map, 32 or 16; with 16 the last stage is not strided.  With the stem
            ``'cifar'`` all strides are a quarter of these.
        stride_mode: how attention is strided, see :class:`mmuvp.AxialBottleneck`.  The default is what
            the paper says and costs less; ``'pool'`` is what the published PyTorch weights were trained with.
        num_heads: heads of all attention layers.
        span: reach of the tables of relative positions, see :class:`mmuvp.RelativePositionTable`: one number,
            or one for each stage, in place of which a pair may be given, for the first block of a stage and
            for the others.  The blocks of an axial stem have that of the first stage.
        positions: which terms are relative, see :class:`mmuvp.AxialAttention1d`.
        window: odd number of positions that the attention of the stages is limited to; None for no limit.
        stem_window: the same for an axial stem.
        out_indices: which of the four stages are returned.
        frozen_stages: the last stage, from 1 to 4, that does not learn, nor does what comes before it; 0 for
            the stem alone, -1 for none.
        norm_eval: keep the running statistics of all batch norms in training.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: on a depth, stem, stride or index that does not exist, a number of spans other than four, or
            a width whose channels the heads do not divide.
    """

    def __init__(self,
                 depth: int = 50,
                 width: float = 1.0,
                 stem: str = 'conv',
                 stem_channels: int | None = None,
                 output_stride: int = 32,
                 stride_mode: str = 'axis',
                 num_heads: int = 8,
                 span: int | Sequence[int | Sequence[int]] = 255,
                 positions: Sequence[str] = ('query', 'key', 'value'),
                 window: int | None = None,
                 stem_window: int | None = 15,
                 out_indices: Sequence[int] = (0, 1, 2, 3),
                 frozen_stages: int = -1,
                 norm_eval: bool = False,
                 norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        _check('depth', depth, NUM_BLOCKS)
        _check('stem', stem, STEMS)
        _check('output_stride', output_stride, (16, 32))
        _check('frozen_stages', frozen_stages, range(-1, NUM_STAGES + 1))
        for index in out_indices:
            _check('out_indices', index, range(NUM_STAGES))
        channels = round(BASE_CHANNELS * width)
        if channels < 1 or channels % (2 * num_heads):
            raise ValueError(f'width {width} gives {channels} channels, which {num_heads} heads of queries, half of '
                             f'the channels, do not divide')
        self.out_indices, self.frozen_stages, self.norm_eval = tuple(out_indices), frozen_stages, norm_eval
        layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        block = dict(layers, stride_mode=stride_mode, num_heads=num_heads, positions=tuple(positions))
        spans = _spans_of_stages(span)

        stem_channels = round(64 * width) if stem_channels is None else stem_channels
        if stem == 'axial':
            self.stem = _axial_stem(stem_channels, span=spans[0][0], window=stem_window, **block)
        else:
            self.stem = _conv_stem(stem, stem_channels, **layers)
        in_channels = stem_channels * (EXPANSION if stem in ('deep_conv', 'axial') else 1)
        self.stages = nn.ModuleList()
        for index, (num_blocks, (first_span, span)) in enumerate(zip(NUM_BLOCKS[depth], spans, strict=True)):
            stride = 1 if index == 0 or (index == NUM_STAGES - 1 and output_stride == 16) else 2
            stage = nn.Sequential(
                AxialBottleneck(in_channels, channels, stride, span=first_span, window=window, **block))
            in_channels = EXPANSION * channels
            for _ in range(num_blocks - 1):
                stage.append(AxialBottleneck(in_channels, channels, span=span, window=window, **block))
            self.stages.append(stage)
            channels *= 2
        self._freeze()

    def reset_weights(self) -> None:
        """Kaiming's rule for the convolutions of the stem, and the rules of the blocks."""
        init_resnet_layers(self.stem)
        for block in self.modules():
            if isinstance(block, AxialBottleneck):
                block.init_weights()

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Image ``(B, 3, H, W)`` to the maps of ``out_indices``, of strides 4, 8, 16 and 32, sizes rounded up."""
        x = self.stem(x)
        outputs = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in self.out_indices:
                outputs.append(x)
        return tuple(outputs)

    def train(self, mode: bool = True) -> 'AxialResNet':
        """Switch to training, but for what is frozen."""
        super().train(mode)
        self._freeze()
        if mode and self.norm_eval:
            for layer in self.modules():
                if isinstance(layer, _BatchNorm):
                    layer.eval()
        return self

    def _freeze(self) -> None:
        if self.frozen_stages < 0:
            return
        for part in (self.stem, *self.stages[:self.frozen_stages]):
            part.eval().requires_grad_(False)


def _check(name: str, value: object, known: Sequence) -> None:
    if value not in known:
        raise ValueError(f'{name} must be one of {", ".join(map(repr, known))}, not {value!r}')


def _spans_of_stages(span: int | Sequence[int | Sequence[int]]) -> list[Sequence[int]]:
    """Span of the first and of the other blocks of each stage."""
    spans = [span] * NUM_STAGES if isinstance(span, int) else list(span)
    if len(spans) != NUM_STAGES:
        raise ValueError(f'span must be one number or one for each of {NUM_STAGES} stages, not {span}')
    return [(entry, entry) if isinstance(entry, int) else entry for entry in spans]


def _conv_stem(kind: str, channels: int, **layers) -> nn.Sequential:
    if kind == 'cifar':
        return nn.Sequential(ConvModule(3, channels, 3, padding=1, **layers))
    if kind == 'conv':
        convs = [ConvModule(3, channels, 7, stride=2, padding=3, **layers)]
    else:
        convs = [ConvModule(3, channels, 3, stride=2, padding=1, **layers),
                 ConvModule(channels, channels, 3, padding=1, **layers),
                 ConvModule(channels, 2 * channels, 3, padding=1, **layers)]
    return nn.Sequential(*convs, _max_pool())


def _axial_stem(channels: int, **block) -> nn.Sequential:
    blocks = [AxialBottleneck(3, channels, stride=2, **block)]
    blocks += [AxialBottleneck(EXPANSION * channels, channels, **block) for _ in range(NUM_STEM_BLOCKS - 1)]
    return nn.Sequential(*blocks, _max_pool())


def _max_pool() -> nn.MaxPool2d:
    return nn.MaxPool2d(3, stride=2, padding=1)
