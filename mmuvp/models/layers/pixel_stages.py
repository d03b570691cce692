"""Stages of pre-activated blocks that go down and up the resolutions of a map."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mmcv.cnn import ConvModule, build_activation_layer
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.registry import MODELS

from .initialisation import InitialisedModule, init_conv_layers
from .norm import DEFAULT_NORM
from .resize import bilinear_resize

FUSED = 2  # earlier results that a stage is connected to


def projection(in_channels: int, out_channels: int, norm_cfg: dict, act_cfg: dict, stride: int = 1) -> nn.Module:
    """Activation, 1x1 convolution and norm; nothing at all for a map that has the right channels."""
    if in_channels == out_channels:
        return nn.Identity()
    return nn.Sequential(
        build_activation_layer(act_cfg),
        ConvModule(in_channels, out_channels, 1, stride=stride, norm_cfg=norm_cfg, act_cfg=None))


class StageFusion(BaseModule):
    """Sum of a map of another resolution and of earlier maps, each projected where its channels differ.

    Args:
        in_channels: of the map of another resolution.
        earlier_channels: of the maps that have the resolution of the result.
        out_channels: of the result.
        stride: of the projection of the first map, 2 where it is twice as large as the result.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: int, earlier_channels: Sequence[int], out_channels: int, stride: int,
                 norm_cfg: dict, act_cfg: dict) -> None:
        super().__init__()
        self.project = projection(in_channels, out_channels, norm_cfg, act_cfg, stride)
        self.project_earlier = nn.ModuleList(
            projection(channels, out_channels, norm_cfg, act_cfg) for channels in earlier_channels)

    def forward(self, x: Tensor, earlier: Sequence[Tensor]) -> Tensor:
        """``(B, in_channels, h, w)`` and ``(B, earlier_channels[i], H, W)`` to ``(B, out_channels, H, W)``."""
        fused = bilinear_resize(self.project(x), earlier[0].shape[-2:])
        for project, feature in zip(self.project_earlier, earlier, strict=True):
            fused = fused + project(feature)
        return fused


@dataclass
class PathState:
    """How far a map, and a memory beside it, have come through the stages.

    Attributes:
        pixels: ``(B, C, H, W)``, not activated.
        memory: ``(B, M, N)``, activated; None without.
        results: of the stages so far, not activated.
        by_stride: by stride, the last result of each stay there.
    """
    pixels: Tensor
    memory: Tensor | None = None
    results: list[Tensor] = field(default_factory=list)
    by_stride: dict[int, list[Tensor]] = field(default_factory=dict)


@MODELS.register_module()
class PixelStages(InitialisedModule):
    """Residual stages of a pixel path, one after the other: those of an encoder, or of a stacked decoder.

    A stage at a stride that none before had begins with a strided block.  One that comes back to a stride starts
    from the sum of the current map, resized, and of what the last two stays at that stride ended with
    (MaX-DeepLab, section 4.3.3 and appendix C.6).

    Args:
        stages: dicts of ``stride``, ``num_blocks`` and ``block``, the config of the blocks with ``type`` and
            ``channels``; ``first_block`` replaces it where the first block is of another kind.
        in_channels, in_stride: of the input.
        reached: by stride, channels of the last result of each stay there so far.
        drop_path: probability of dropping a block's branch.
        norm_cfg, act_cfg: norm and activation layers.

    Attributes:
        strides, channels: of the results.
        reached: as above, with these stages.

    Raises:
        ValueError: when a new stride is not a multiple of the one before.
    """

    def __init__(self,
                 stages: Sequence[dict],
                 in_channels: int,
                 in_stride: int,
                 reached: Mapping[int, Sequence[int]] | None = None,
                 drop_path: float = 0.,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        common = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.reached = {stride: list(channels) for stride, channels in (reached or {}).items()}
        self.strides, self.channels, self.stays = [], [], []
        self.stages, self.fusions = nn.ModuleList(), nn.ModuleDict()
        for index, stage in enumerate(stages):
            stride, block = stage['stride'], stage['block']
            configs = [dict(stage.get('first_block', block)), *[block] * (stage['num_blocks'] - 1)]
            out_channels = MODELS.get(block['type']).expansion * block['channels']
            earlier = self.reached.setdefault(stride, [])
            if stride != in_stride and earlier:
                self.fusions[str(index)] = StageFusion(
                    in_channels, earlier[-FUSED:], out_channels, max(1, stride // in_stride), **common)
                in_channels = out_channels
            elif stride % in_stride:
                raise ValueError(f'stage {index} has stride {stride}, which neither was reached before nor is a '
                                 f'multiple of {in_stride}')
            else:
                configs[0]['stride'] = stride // in_stride
            self.stages.append(nn.Sequential(*(
                MODELS.build(dict(config, in_channels=channels, drop_path=drop_path, **common))
                for config, channels in zip(configs, [in_channels, *[out_channels] * len(configs)], strict=False))))
            stays = stride == in_stride and bool(earlier)
            earlier[len(earlier) - stays:] = [out_channels]
            self.stays.append(stays)
            self.strides.append(stride)
            self.channels.append(out_channels)
            in_channels, in_stride = out_channels, stride

    def reset_weights(self) -> None:
        """See :func:`init_conv_layers` and the blocks' own rules."""
        init_conv_layers(self)
        for stage in self.stages:
            for block in stage:
                block.init_weights()

    def walk(self, state: PathState, layers: Iterator[nn.Module | None] | None = None) -> PathState:
        """Go through all stages.

        Args:
            state: where the walk begins.
            layers: for each block, the :class:`mmuvp.DualPathLayer` that follows it, or None.

        Returns:
            Where it ends: the same object.
        """
        for index, stage in enumerate(self.stages):
            earlier = state.by_stride.setdefault(self.strides[index], [])
            if str(index) in self.fusions:
                state.pixels = self.fusions[str(index)](state.pixels, earlier[-FUSED:])
            for block in stage:
                state.pixels = block(state.pixels)
                layer = None if layers is None else next(layers)
                if layer is not None:
                    state.pixels, state.memory = layer(state.pixels, state.memory)
            earlier[len(earlier) - self.stays[index]:] = [state.pixels]
            state.results.append(state.pixels)
        return state
