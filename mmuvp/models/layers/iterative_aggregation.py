"""Iterative deep aggregation: maps of several strides become one, step by step (DLA, Yu et al., 2018, section 3.1)."""
from collections.abc import Sequence

import torch
from mmcv.cnn import ConvModule
from torch import Tensor, nn


class BilinearUpsampling(nn.ConvTranspose2d):
    """A depthwise transposed convolution that doubles a map, and starts as bilinear interpolation.

    Outside of the map there are zeros, unlike in ``F.interpolate``.

    Args:
        channels: of the map.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(channels, channels, 4, stride=2, padding=1, groups=channels, bias=False)

    def reset_parameters(self) -> None:
        """Fill the filters with those of bilinear interpolation."""
        line = torch.tensor([0.25, 0.75, 0.75, 0.25])
        with torch.no_grad():
            self.weight.copy_((line[:, None] * line).expand_as(self.weight))


class AggregationStep(nn.Module):
    """Merge a map with others of twice its stride, one after the other.

    Args:
        channels: of the map, and of the results.
        coarse_channels: of the others.
        num_coarse: how many others there are.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, channels: int, coarse_channels: int, num_coarse: int, norm_cfg: dict, act_cfg: dict) -> None:
        super().__init__()
        layers = dict(norm_cfg=norm_cfg, act_cfg=act_cfg)
        same = channels == coarse_channels
        self.projections = nn.ModuleList(
            nn.Identity() if same else ConvModule(coarse_channels, channels, 1, **layers) for _ in range(num_coarse))
        self.upsamplings = nn.ModuleList(BilinearUpsampling(channels) for _ in range(num_coarse))
        self.fusions = nn.ModuleList(
            ConvModule(2 * channels, channels, 3, padding=1, **layers) for _ in range(num_coarse))

    def forward(self, merged: Tensor, coarse: Sequence[Tensor]) -> list[Tensor]:
        """``merged`` ``(B, channels, H, W)`` and ``coarse`` ``(B, coarse_channels, h, w)``, half its size, rounded
        up, to what is merged after each of them, ``(B, channels, H, W)``."""
        height, width = merged.shape[-2:]
        results = []
        for x, project, upsample, fuse in zip(
                coarse, self.projections, self.upsamplings, self.fusions, strict=True):
            x = upsample(project(x))[..., :height, :width]
            merged = fuse(torch.cat([merged, x], dim=1))
            results.append(merged)
        return results


class IterativeAggregation(nn.Module):
    """Maps whose strides double from one to the next become one of the first stride.

    The coarsest map is merged into the one before it.  That one, and then what they have become, are merged into the
    one before it, and so on: each step merges one more map than the last one did.

    Args:
        in_channels: of the maps, finest first.
        norm_cfg, act_cfg: norm and activation layers.
    """

    def __init__(self, in_channels: Sequence[int], norm_cfg: dict = dict(type='BN'),
                 act_cfg: dict = dict(type='ReLU')) -> None:
        super().__init__()
        count = len(in_channels)
        self.steps = nn.ModuleList(
            AggregationStep(in_channels[i], in_channels[i + 1], count - 1 - i, norm_cfg, act_cfg)
            for i in reversed(range(count - 1)))

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """``(B, in_channels[i], H_i, W_i)``, each half as large as the one before it, rounded up, to
        ``(B, in_channels[0], H_0, W_0)``."""
        *finer, last = maps
        coarse = [last]
        for step, x in zip(self.steps, reversed(finer), strict=True):
            coarse = [x, *step(x, coarse)]
        return coarse[-1]
