"""HLG: hierarchical local-global transformers."""
import math
from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.choices import check_choice
from mmuvp.models.layers.depthwise_mlp import conv_norm_act
from mmuvp.models.layers.hlg_layer import HLGLayer
from mmuvp.models.layers.initialisation import InitialisedModule, init_vit_layers
from mmuvp.models.layers.local_global_attention import LocalGlobalAttention, MapAttention
from mmuvp.models.layers.norm import ChannelLayerNorm
from mmuvp.registry import MODELS

from .arch import read_arch
from .images import check_images

SMALL = dict(channels=(96, 192, 384, 768), num_heads=(3, 6, 12, 24))
# Table 1, but for the 14 layers that it gives the third stage of Medium and Large: table 7's figures, and those of all
# detectors and segmenters, are of 18.
ARCH_ZOO = {
    'mobile': dict(channels=(48, 96, 192, 384), num_heads=(2, 4, 8, 16), depths=(2, 2, 2, 2)),
    'tiny': dict(channels=(64, 128, 256, 512), num_heads=(2, 4, 8, 16), depths=(2, 2, 6, 2)),
    'small': dict(SMALL, depths=(2, 2, 6, 2)),
    'medium': dict(SMALL, depths=(2, 2, 18, 2)),
    'large': dict(channels=(128, 256, 512, 1024), num_heads=(4, 8, 16, 32), depths=(2, 2, 18, 2)),
}
NUM_STAGES = 4


@MODELS.register_module()
class HLG(InitialisedModule):
    """Hierarchical Local-Global transformer (HLG), for images of any size.

    In the first three stages pixels attend to their window, plain in every even layer and dilated in every odd one, and
    then to all windows; in the last, to all pixels (section 3.3, table 1).

    Args:
        arch: ``'mobile'``, ``'tiny'``, ``'small'``, ``'medium'`` or ``'large'``, or a dict with an entry for each of
            four stages in ``channels``, ``num_heads`` and ``depths``.
        out_indices: which stages' maps are returned.
        norm_stages: normalise the maps of the first three stages, and let each next stage continue from the normalised
            map, as the published dense backbones do; the last stage's is always normalised.
        window: R, side of a plain window in pixels.
        dilated_window: pixels of a dilated window along an axis, which are as far apart as there are windows along it;
            None for plain windows in all layers (table 13).
        mlp: ``'depthwise'``, or ``'plain'`` (table 14).
        local: whether pixels attend to their window at all (table 14).
        own_keys, smoothing, window_embedding, window_position, mask_padding: as in
            :class:`mmuvp.models.layers.local_global_attention.LocalGlobalAttention`.
        stem_kernel: of the stem's second convolution: 1, as in the paper's table 1 and parameter counts, or 3, as
            published.
        drop_path_rate: of the last layer; those before have less, in equal steps from 0.

    Raises:
        ValueError: on an unknown choice, a stage that does not exist, settings that are not one for each stage or not
            positive, channels that are no multiple of those of the stage before, heads that do not divide the channels,
            or windows without pixels.
    """

    def __init__(self,
                 arch: str | dict = 'small',
                 out_indices: Sequence[int] = (NUM_STAGES - 1, ),
                 norm_stages: bool = False,
                 window: int = 7,
                 dilated_window: int | None = 7,
                 mlp: str = 'depthwise',
                 local: bool = True,
                 own_keys: bool = False,
                 smoothing: bool = True,
                 window_embedding: str = 'mean',
                 window_position: str = 'centre',
                 mask_padding: bool = False,
                 stem_kernel: int = 1,
                 drop_path_rate: float = 0.,
                 init_cfg: dict | list | None = None) -> None:
        super().__init__(init_cfg)
        check_choice('stem_kernel', stem_kernel, (1, 3))
        for index in out_indices:
            check_choice('out_indices', index, range(NUM_STAGES))
        self.out_indices, self.norm_stages = tuple(out_indices), norm_stages
        channels, num_heads, depths = _sizes(arch)
        rates = [drop_path_rate * number / max(sum(depths) - 1, 1) for number in range(sum(depths))]

        def build_attention(stage: int, number: int, drop_path: float) -> nn.Module:
            shape = channels[stage], num_heads[stage]
            if stage == NUM_STAGES - 1:
                return MapAttention(*shape, drop_path)
            dilated = dilated_window is not None and number % 2 == 1
            return LocalGlobalAttention(
                *shape, dilated_window if dilated else window, dilated, local=local, own_keys=own_keys,
                smoothing=smoothing, window_embedding=window_embedding, window_position=window_position,
                mask_padding=mask_padding, drop_path=drop_path)

        self.stem = _stem(channels[0], stem_kernel)
        self.stages = nn.ModuleList()
        in_channels = channels[0]
        for stage, width in enumerate(channels):
            layers = nn.Sequential()
            for number in range(depths[stage]):
                rate = rates.pop(0)
                layers.append(HLGLayer(in_channels, width, build_attention(stage, number, rate),
                                       stride=2 if number == 0 else 1, mlp=mlp, drop_path=rate))
                in_channels = width
            self.stages.append(layers)
        self.norms = nn.ModuleList(
            ChannelLayerNorm(width) if norm_stages or stage == NUM_STAGES - 1 else nn.Identity()
            for stage, width in enumerate(channels))

    def reset_weights(self) -> None:
        """Truncated normal of 0.02 for linear layers, Kaiming's rule over outputs for convolutions, norms identity."""
        init_vit_layers(self)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                fan_out = math.prod(layer.kernel_size) * layer.out_channels // layer.groups
                nn.init.normal_(layer.weight, std=math.sqrt(2 / fan_out))
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
            elif isinstance(layer, _BatchNorm):
                layer.reset_parameters()

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Images ``(B, 3, H, W)`` to the maps of ``out_indices``, of strides 4, 8, 16 and 32, sizes rounded up.

        Raises:
            ValueError: on what are no images.
        """
        check_images(x)
        x = self.stem(x)
        outputs = []
        for index, (stage, norm) in enumerate(zip(self.stages, self.norms, strict=True)):
            x = norm(stage(x))
            if index in self.out_indices:
                outputs.append(x)
        return tuple(outputs)


def _sizes(arch: str | dict) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Channels, heads and depths of the stages."""
    keys = 'channels', 'num_heads', 'depths'
    arch = read_arch(arch, ARCH_ZOO, keys)
    for key in keys:
        if not isinstance(arch[key], Sequence) or len(arch[key]) != NUM_STAGES:
            raise ValueError(f'{key} must be one for each of {NUM_STAGES} stages, not {arch[key]}')
        if min(arch[key]) < 1:
            raise ValueError(f'{key} must be positive, not {arch[key]}')
    channels = arch['channels']
    if any(width % before for before, width in zip(channels, channels[1:], strict=False)):
        raise ValueError(f'the channels of a stage must be a multiple of those of the stage before, not {channels}')
    return tuple(tuple(arch[key]) for key in keys)


def _stem(channels: int, kernel: int) -> nn.Sequential:
    """Two convolutions, the first of stride 2 (table 1)."""
    return nn.Sequential(*conv_norm_act(3, channels, 3, stride=2, bias=False),
                         *conv_norm_act(channels, channels, kernel, bias=False))
