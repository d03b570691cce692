"""The dual-path transformer of MaX-DeepLab: a pixel path and a memory that goes along with it."""
from collections.abc import Sequence

import torch
from mmcv.cnn import build_activation_layer
from torch import Tensor, nn

from mmuvp.models.layers.dual_path_layer import DualPathLayer
from mmuvp.models.layers.initialisation import InitialisedModule, truncated_normal_
from mmuvp.models.layers.norm import DEFAULT_NORM
from mmuvp.models.layers.pixel_stages import PathState, PixelStages
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS


@MODELS.register_module()
class DualPathNet(InitialisedModule):
    """A pixel path and a stacked decoder, whose blocks read and write a learned memory (MaX-DeepLab, section 4.3.3).

    Args:
        encoder: config or module of the pre-trained pixel path, :class:`mmuvp.MaXResNet` or
            :class:`mmuvp.WideResNet`.
        decoder: stages that follow it, not pre-trained, as in :class:`mmuvp.PixelStages`; the last one gives the
            masks.
        num_queries: N, length of the memory.
        memory_channels: channels of the memory.
        strides: where blocks are followed by a :class:`mmuvp.DualPathLayer`.
        first_stage: first of the encoder's stages, from 0, of which this holds.
        reduction: channels of the pixel path over those of the layers there.
        semantic_stages: stages, of encoder and decoder counted together from 0, whose results are returned for
            an auxiliary head.
        ffn_channels, num_heads, m2m, p2m: of the layers.
        drop_path: probability of dropping each of a block's and a layer's updates, in the encoder, too.
        norm_cfg, act_cfg: norm and activation layers, in the encoder, too.

    Raises:
        ValueError: when no block has one of the strides.
    """

    def __init__(self,
                 encoder: Part,
                 decoder: Sequence[dict],
                 num_queries: int = 128,
                 memory_channels: int = 256,
                 strides: Sequence[int] = (16,),
                 first_stage: int = 0,
                 reduction: int = 8,
                 semantic_stages: Sequence[int] = (0, 1, 3),
                 ffn_channels: int = 2048,
                 num_heads: int = 8,
                 m2m: bool = True,
                 p2m: bool = True,
                 drop_path: float = 0.,
                 norm_cfg: dict = DEFAULT_NORM,
                 act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        common = dict(drop_path=drop_path, norm_cfg=norm_cfg, act_cfg=act_cfg)
        self.semantic_stages = tuple(semantic_stages)
        self.activation = build_activation_layer(act_cfg)
        self.encoder = build_part(encoder, **common)
        self.decoder = PixelStages(
            decoder, self.encoder.channels[-1], self.encoder.strides[-1], self.encoder.reached, **common)
        self.memory = nn.Parameter(torch.empty(memory_channels, num_queries))

        stages = [(stride, channels, len(blocks)) for part in (self.encoder, self.decoder)
                  for stride, channels, blocks in zip(part.strides, part.channels, part.stages, strict=True)]
        self.layers = nn.ModuleDict()
        self.layer_names = []
        for index, (stride, channels, blocks) in enumerate(stages):
            for block in range(blocks):
                name = f'{index}_{block}' if index >= first_stage and stride in strides else None
                self.layer_names.append(name)
                if name is not None:
                    self.layers[name] = DualPathLayer(
                        channels, memory_channels, channels // reduction, ffn_channels, num_heads, m2m, p2m, **common)
        if not self.layers:
            raise ValueError(f'no block has one of the strides {tuple(strides)}')

    def reset_weights(self) -> None:
        """Memory: truncated normal of standard deviation 1; the rest as in its own parts."""
        for part in (self.encoder, self.decoder, *self.layers.values()):
            part.init_weights()
        truncated_normal_(self.memory, 1.0)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Maps and memory of a batch of images.

        Args:
            x: ``(B, 3, H, W)``.

        Returns:
            The activated results of ``semantic_stages``, that of the last stage, and the memory
            ``(B, memory_channels, N)``.
        """
        layers = iter([None if name is None else self.layers[name] for name in self.layer_names])
        state = PathState(self.encoder.stem(x), self.memory.expand(len(x), -1, -1))
        self.decoder.walk(self.encoder.walk(state, layers), layers)
        maps = [self.activation(state.results[index]) for index in (*self.semantic_stages, -1)]
        return *maps, state.memory
