"""Upsampling of maps by convolutions: the semantic branch of Panoptic FPN."""
from collections.abc import Sequence

from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmuvp.models.layers.resize import bilinear_resize
from mmuvp.models.parts import Part, build_part
from mmuvp.registry import MODELS


@MODELS.register_module()
class MapUpsampler(BaseModule):
    """Brings maps to one resolution and adds them up (Panoptic FPN, Kirillov et al., CVPR 2019, section 3).

    Each doubling of a map follows a 3x3 convolution, a norm and an activation; a map that is not doubled has one
    convolution, too.  Where there are finer maps, a map is doubled to their sizes, which may be odd.

    Args:
        in_channels: channels of the maps, finest first.
        channels: of the result.
        num_upsamples: how often each map is doubled, finest first.
        fpn: config or module that all maps pass first, such as ``mmdet.FPN``, which is told ``in_channels``.
        norm_cfg, act_cfg: norm and activation layers.

    Raises:
        ValueError: when there is not one number of doublings for each map.
    """

    def __init__(self, in_channels: Sequence[int], channels: int = 256,
                 num_upsamples: Sequence[int] = (0, 1, 2, 3), fpn: Part | None = None,
                 norm_cfg: dict = dict(type='GN', num_groups=32), act_cfg: dict = dict(type='ReLU'),
                 init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if len(num_upsamples) != len(in_channels):
            raise ValueError(f'num_upsamples must have a number for each of {len(in_channels)} maps, not '
                             f'{tuple(num_upsamples)}')
        self.out_channels = channels
        self.fpn = build_part(fpn, in_channels=list(in_channels))
        widths = in_channels if fpn is None else [self.fpn.out_channels] * len(in_channels)
        self.num_upsamples = tuple(num_upsamples)
        self.branches = nn.ModuleList()
        for width, number in zip(widths, num_upsamples, strict=True):
            inputs = (width, *[channels] * (max(number, 1) - 1))
            self.branches.append(nn.ModuleList(
                ConvModule(count, channels, 3, padding=1, norm_cfg=norm_cfg, act_cfg=act_cfg) for count in inputs))

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """Arguments: maps ``(B, in_channels[i], H_i, W_i)``.  Returns: ``(B, channels, h, w)``."""
        if self.fpn is not None:
            maps = self.fpn(tuple(maps))
        sizes = [tuple(x.shape[-2:]) for x in maps]
        aligned = sizes[0][-1] % 2 == 1
        total = self._upsample(0, maps, sizes, aligned)
        for level in range(1, len(maps)):
            total = total + bilinear_resize(self._upsample(level, maps, sizes, aligned), total.shape[-2:], aligned)
        return total

    def _upsample(self, level: int, maps: Sequence[Tensor], sizes: list[tuple[int, int]], aligned: bool) -> Tensor:
        x = maps[level]
        for step, conv in enumerate(self.branches[level], 1):
            x = conv(x)
            if step > self.num_upsamples[level]:
                break
            size = sizes[level - step] if step <= level else tuple(2 * length for length in x.shape[-2:])
            x = bilinear_resize(x, size, aligned and step <= level)
        return x
