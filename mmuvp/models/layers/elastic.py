"""Elastic: the paths of a layer at two resolutions (ELASTIC, `arXiv:1812.05262 <https://arxiv.org/abs/1812.05262>`_)."""
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from .resampling import RESAMPLINGS, TrainedResampling


class Elastic(nn.Module):
    """Sum of what a path makes of a map and another of the map at half its resolution, eq. 2.3 of the paper.

    Args:
        high: maps ``(B, C, H, W)`` to ``(B, D, H, W)``.
        low: maps ``(B, C, h, w)`` to ``(B, D, h, w)``.
        resampling: one of :mod:`mmuvp.models.layers.resampling`, with the methods ``down`` and ``up``.
    """

    def __init__(self, high: nn.Module, low: nn.Module, resampling: nn.Module) -> None:
        super().__init__()
        self.high, self.low, self.resampling = high, low, resampling

    def forward(self, x: Tensor) -> Tensor:
        """``(B, C, H, W)`` of any size to ``(B, D, H, W)``."""
        low = self.low(self.resampling.down(x))
        return self.high(x) + self.resampling.up(low, x.shape[-2:])


@dataclass(frozen=True)
class ElasticSettings:
    """How the paths of a layer are divided.

    Args:
        low_share: of the paths that work at half the resolution, between 0 and 1.
        resampling: ``'bilinear'``, ``'nearest'``, ``'trained'``, ``'dilated'`` or ``'dilated_pool'``, the rows of
            table 2.6.

    Raises:
        ValueError: on another share or resampling.
    """

    low_share: float = 0.5
    resampling: str = 'bilinear'

    def __post_init__(self) -> None:
        if not 0 < self.low_share < 1:
            raise ValueError(f'low_share must be between 0 and 1, not {self.low_share!r}')
        if self.resampling not in RESAMPLINGS:
            known = ', '.join(map(repr, RESAMPLINGS))
            raise ValueError(f'resampling must be one of {known}, not {self.resampling!r}')

    def build(self, build_path: Callable[[int, int], nn.Module], units: int, in_channels: int,
              out_channels: int) -> Elastic:
        """Divide a layer.

        Args:
            build_path: makes the path of some units, from their number and the dilation of its 3x3 convolution.
            units: groups, or channels where there are none, of the layer that is divided.
            in_channels, out_channels: of the layer.

        Raises:
            ValueError: when the share is no whole number of units.
        """
        low = round(self.low_share * units)
        if not math.isclose(low, self.low_share * units):
            raise ValueError(f'low_share {self.low_share} of {units} groups or channels is no whole number')
        resampling = RESAMPLINGS[self.resampling](in_channels, out_channels)
        return Elastic(build_path(units - low, 1), build_path(low, resampling.dilation), resampling)


def elastic_layers(model: nn.Module) -> Iterator[tuple[str, Elastic]]:
    """Names and layers of all that is Elastic in a model, in the order in which it is computed.

    The scale policy of section 2.4.2 is read by forward hooks on ``layer.high.middle`` and ``layer.low.middle``,
    whose outputs are the activations of the paths behind their 3x3 convolutions.
    """
    return ((name, layer) for name, layer in model.named_modules() if isinstance(layer, Elastic))


def reset_resampling(model: nn.Module) -> None:
    """Let all trained resampling below ``model`` start as averages and bilinear interpolation."""
    for module in model.modules():
        if isinstance(module, TrainedResampling):
            module.reset_parameters()
