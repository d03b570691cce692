"""Visual Parser: a backbone of parts and whole."""
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.initialisation import VIT_STD, InitialisedModule, truncated_normal_
from mmuvp.models.layers.part_encoder import REASONING
from mmuvp.models.layers.part_whole_stage import PartWholeStage
from mmuvp.models.layers.zero_border import zero_border
from mmuvp.registry import MODELS

from .arch import read_arch
from .attention_resnet import conv_stem
from .images import check_images

PYRAMID = dict(strides=(1, 2, 2, 2), windows=(8, 7, 7, 7))
# The paper leaves the sizes of its plain variants to a supplement that was not published: these are our choice.  As
# stand-alone detectors they have the 9 and 23 M parameters and the 20 and 109 G of table 4, at the stride of plain
# transformers.
PLAIN = dict(strides=(4, ))
ARCHITECTURES = {
    # the published code mentions a mobile variant without its sizes: these are our choice
    'mobile': dict(PYRAMID, blocks=(1, 1, 1, 1), channels=(48, 96, 192, 384), num_heads=(1, 2, 4, 8),
                   encoder_heads=(1, 2, 4, 8), num_parts=(16, 16, 16, 16)),
    'tiny': dict(PYRAMID, blocks=(1, 1, 2, 1), channels=(64, 128, 256, 512), num_heads=(1, 2, 4, 8),
                 encoder_heads=(1, 2, 4, 8), num_parts=(32, 32, 32, 32)),
    'small': dict(PYRAMID, blocks=(1, 1, 3, 1), channels=(96, 192, 384, 768), num_heads=(3, 6, 12, 24),
                  encoder_heads=(1, 3, 6, 12), num_parts=(64, 64, 64, 64)),
    'medium': dict(PYRAMID, blocks=(1, 1, 8, 1), channels=(96, 192, 384, 768), num_heads=(3, 6, 12, 24),
                   encoder_heads=(1, 3, 6, 12), num_parts=(64, 64, 64, 128)),
    'base': dict(PYRAMID, blocks=(1, 1, 8, 1), channels=(128, 256, 512, 1024), num_heads=(4, 8, 16, 32),
                 encoder_heads=(1, 4, 8, 16), num_parts=(64, 64, 128, 128)),
    'tiny-plain': dict(PLAIN, windows=(14, ), blocks=(9, ), channels=(192, ), num_heads=(6, ), encoder_heads=(3, ),
                       num_parts=(100, )),
    'small-plain': dict(PLAIN, windows=(16, ), blocks=(13, ), channels=(256, ), num_heads=(8, ), encoder_heads=(4, ),
                        num_parts=(100, )),
}
STEM_CHANNELS = 64
OUT_TYPES = ('maps', 'parts', 'both')
WHOLE_POSITIONS = ('sinusoidal', 'sinusoidal_input', None)


@MODELS.register_module()
class ViP(InitialisedModule):
    """Visual Parser (ViP), for images of any size.

    Learned parts are refined, block by block, by what they find in the whole, and the map of the whole by what it
    finds in the parts (sections 2.1 to 2.3 and 2.5).

    Args:
        arch: ``'mobile'``, ``'tiny'``, ``'small'``, ``'medium'``, ``'base'``, or, with one resolution in place of
            four, ``'tiny-plain'`` or ``'small-plain'``; or a dict with the keys ``strides``, ``windows``, ``blocks``,
            ``channels``, ``num_heads``, ``encoder_heads`` and ``num_parts``, each of which has an entry for each
            stage.  Strides are those with which stages begin; the stem has a stride of its own.
        out_type: what is returned: ``'maps'``; ``'parts'``, those of the last stage after one more encoder; or
            ``'both'``.
        all_parts: return the parts of every encoder of the last stage, so that all can learn from a loss.
        out_indices: which stages' maps are returned; None for all.
        out_norm: normalise the returned maps over their channels, as dense prediction does.
        mask_padding: what happens to pixels that are no image.  If False, as the published classifiers do, zeros that
            fill up windows are attended to like others; if True, as the published detectors do, neither these nor
            what pads the images of a batch is attended to, nor filled from the parts.
        num_parts: of all stages; None for those of ``arch``.
        reasoning: how parts communicate, see :class:`mmuvp.models.layers.part_encoder.PartEncoder`.
        shift_windows: move the windows of every other block of the network by half their side (table 3).
        whole_position: what tells pixels' positions to parts: ``'sinusoidal'``, as in equations 5.1 and 5.5, added
            before the norm as the parts' own are; ``'sinusoidal_input'``, the same, added to the map with which a stage
            begins, so that parts are told where they look as well; or None, as in the published classifiers.
        stem: what comes before the stages: ``'conv'``, of stride 4, or ``'cifar'``, of stride 2.
        drop_path: probability of dropping a residual branch in the last block; it grows linearly from 0.
        norm_cfg: of the stem.

    Raises:
        ValueError: on an unknown choice, ``all_parts`` where none are returned, a stage that does not exist, entries
            of ``arch`` that are missing, not positive or not as many as its stages, or heads that do not divide the
            channels.
    """

    def __init__(self,
                 arch: str | dict = 'small',
                 out_type: str = 'maps',
                 all_parts: bool = False,
                 out_indices: Sequence[int] | None = None,
                 out_norm: bool = False,
                 mask_padding: bool = False,
                 num_parts: int | None = None,
                 reasoning: str | None = 'linear',
                 shift_windows: bool = False,
                 whole_position: str | None = None,
                 stem: str = 'conv',
                 drop_path: float = 0.,
                 norm_cfg: dict = dict(type='BN'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        check_choice('out_type', out_type, OUT_TYPES)
        check_choice('reasoning', reasoning, REASONING)
        check_choice('whole_position', whole_position, WHOLE_POSITIONS)
        check_choice('stem', stem, ('conv', 'cifar'))
        if all_parts and out_type == 'maps':
            raise ValueError("all_parts needs out_type 'parts' or 'both', not 'maps'")
        sizes = architecture(arch, num_parts)
        num_stages = len(sizes['blocks'])
        self.out_indices = tuple(range(num_stages) if out_indices is None else out_indices)
        for index in self.out_indices:
            check_choice('out_indices', index, range(num_stages))
        self.out_type, self.all_parts = out_type, all_parts
        self.mask_padding, self.whole_position = mask_padding, whole_position
        self.stem, in_channels = conv_stem(stem, STEM_CHANNELS, norm_cfg, dict(type='GELU'))
        in_parts = sizes['num_parts'][0]
        self.parts = nn.Parameter(torch.zeros(in_parts, in_channels))
        num_blocks = sum(sizes['blocks'])
        rates = [drop_path * number / max(1, num_blocks - 1) for number in range(num_blocks)]
        moved = [shift_windows and number % 2 == 1 for number in range(num_blocks)]
        self.stages = nn.ModuleList()
        for index, (stride, window, blocks, channels, num_heads, encoder_heads, parts) in enumerate(
                zip(*sizes.values(), strict=True)):
            self.stages.append(PartWholeStage(
                in_channels, channels, in_parts, parts, stride, num_heads, encoder_heads, window, rates[:blocks],
                moved[:blocks], reasoning, last_encoder=out_type != 'maps' and index == num_stages - 1,
                whole_position=whole_position))
            rates, moved, in_channels, in_parts = rates[blocks:], moved[blocks:], channels, parts
        self.norms = nn.ModuleDict()
        if out_norm and out_type != 'parts':
            self.norms.update({str(index): nn.LayerNorm(sizes['channels'][index]) for index in self.out_indices})

    def reset_weights(self) -> None:
        """Truncated normal of 0.02 for all weights, parts and positions; biases 0, norms identity.

        Where pixels have sinusoidal positions, those of the parts start as large: normal of 1.
        """
        for name, parameter in self.named_parameters():
            if self.whole_position is not None and name.endswith('_position'):
                nn.init.normal_(parameter)
            elif name.endswith('.bias'):
                nn.init.zeros_(parameter)
            elif name.endswith('.weight') and parameter.dim() == 1:
                nn.init.ones_(parameter)
            else:
                truncated_normal_(parameter, VIT_STD)

    def forward(self, x: Tensor, padding: Tensor | None = None) -> tuple[Tensor, ...]:
        """Parse images.

        Args:
            x: ``(B, 3, H, W)``.
            padding: ``(B, H, W)``, True where there is no image, which is masked whatever ``mask_padding``.  With
                ``mask_padding``, rows at the bottom and columns at the right that are 0 in all channels by default.

        Returns:
            Maps ``(B, C, H', W')`` of the stages of ``out_indices``, sizes rounded up, if ``out_type`` is ``'maps'``;
            parts ``(B, N, C)`` of the last stage if it is ``'parts'``, or ``(D, B, N, C)`` of its D encoders with
            ``all_parts``, the final ones last; the maps, then the parts, if it is ``'both'``.

        Raises:
            ValueError: on what are no images.
        """
        check_images(x)
        if padding is None and self.mask_padding:
            padding = zero_border(x)
        x, parts = self.stem(x), self.parts.expand(len(x), -1, -1)
        outputs = []
        for index, stage in enumerate(self.stages):
            x, encoded = stage(x, parts, padding)
            parts = encoded[-1]
            if index in self.out_indices and self.out_type != 'parts':
                normed = self.norms[str(index)](x) if self.norms else x
                outputs.append(normed.permute(0, 3, 1, 2).contiguous())
            x = x.permute(0, 3, 1, 2)
        if self.out_type != 'maps':
            outputs.append(torch.stack(encoded) if self.all_parts else parts)
        return tuple(outputs)


def architecture(arch: str | dict, num_parts: int | None = None) -> dict[str, tuple[int, ...]]:
    """Sizes of all stages, in the order of ``ARCHITECTURES``.

    Args:
        arch, num_parts: as in :class:`ViP`.

    Raises:
        ValueError: on an unknown name, or entries that are missing, unknown, not positive or not as many as the
            stages.
    """
    keys = ARCHITECTURES['small']
    arch = read_arch(arch, ARCHITECTURES, keys)
    sizes = {key: tuple(arch[key]) for key in keys}
    if num_parts is not None:
        sizes['num_parts'] = (num_parts, ) * len(sizes['blocks'])
    counts = {key: len(value) for key, value in sizes.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f'arch needs an entry for each stage, but has {counts}')
    for key, value in sizes.items():
        if min(value) < 1:
            raise ValueError(f'{key} must be positive, not {value}')
    return sizes
