"""What Panoptic-DeepLab's heads are trained with."""
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .semantic_targets import SemanticTargets


@dataclass(frozen=True, kw_only=True)
class CentreTargets(SemanticTargets):
    """Targets of a batch at the resolution of the network's input.

    Attributes:
        centre: ``(B, 1, H, W)`` heat of the centres, 1 at each of them.
        centre_weight: ``(B, 1, H, W)`` 1 where labelled and no crowd, else 0.
        offset: ``(B, 2, H, W)`` rows and columns from the pixel to the centre of its instance.
        offset_weight: ``(B, 1, H, W)`` 1 on instances, else 0.
    """
    centre: Tensor
    centre_weight: Tensor
    offset: Tensor
    offset_weight: Tensor


@torch.no_grad()
def build_centre_targets(semantic: Sequence[Tensor], instances: Sequence[Tensor], num_things: int,
                         sigma: float = 8., small_area: int = 4096, small_weight: float = 3.) -> CentreTargets:
    """Arrange the truth of a batch by pixel (Panoptic-DeepLab, section 3.2).

    A pixel of a thing class that belongs to no instance is a crowd.

    Args:
        semantic: class ``(H, W)`` of each pixel of each image, -1 on void; things come first.
        instances: instance ``(H, W)`` of each pixel, 0 where it belongs to none.
        num_things: thing classes.
        sigma: standard deviation of the heat around a centre in pixels; it ends at three of them.
        small_area: an instance of fewer pixels is small.
        small_weight: weight of the semantic loss on small instances; 1 elsewhere.

    Returns:
        Targets of the batch.
    """
    images = [_image(classes, ids.long(), num_things, sigma, small_area, small_weight)
              for classes, ids in zip(semantic, instances, strict=True)]
    return CentreTargets(**{name: torch.stack([image[name] for image in images]) for name in images[0]})


def _image(semantic: Tensor, ids: Tensor, num_things: int, sigma: float, small_area: int, small_weight: float
           ) -> dict[str, Tensor]:
    is_instance, is_thing = ids > 0, (semantic >= 0) & (semantic < num_things)
    area = _areas(semantic, ids)
    centres, present = _centres(ids)
    rows, columns = _grid(ids)
    offset = centres[:, ids] - torch.stack([rows, columns])
    return dict(
        semantic=semantic.long(),
        semantic_weight=torch.where(is_instance & (area < small_area), small_weight, 1.),
        area_weight=area.numel() / area,
        centre=_heat(centres[:, 1:][:, present[1:]], ids.shape, sigma)[None],
        centre_weight=((semantic >= 0) & (is_instance | ~is_thing))[None].float(),
        offset=torch.where(is_instance, offset, 0).float(),
        offset_weight=is_instance[None].float())


def _grid(ids: Tensor) -> tuple[Tensor, Tensor]:
    height, width = ids.shape
    rows, columns = torch.arange(height, device=ids.device), torch.arange(width, device=ids.device)
    return rows[:, None].expand(height, width), columns.expand(height, width)


def _areas(semantic: Tensor, ids: Tensor) -> Tensor:
    """Pixels of the segment that each pixel belongs to, those of void counted as one."""
    first = semantic.max() + 2
    segment = torch.where(ids > 0, first + ids, semantic + 1).flatten()
    return torch.bincount(segment)[segment].view(ids.shape).float()


def _centres(ids: Tensor) -> tuple[Tensor, Tensor]:
    """Rounded mean rows and columns ``(2, 1 + N)`` by number of instance, and whether it has pixels ``(1 + N,)``."""
    flat, positions = ids.flatten(), torch.stack([grid.flatten() for grid in _grid(ids)])
    count = torch.bincount(flat)
    # sums of positions exceed what 32 bits hold exactly
    sums = torch.stack([torch.bincount(flat, axis.double()) for axis in positions])
    return (sums / count.clamp(min=1)).round().long(), count > 0


def _heat(centres: Tensor, shape: torch.Size, sigma: float) -> Tensor:
    """Gaussians at ``centres`` ``(2, N)``, the larger one where two overlap: ``(H, W)``."""
    reach = round(3 * sigma)
    steps = torch.arange(-reach, reach + 1, device=centres.device)
    profile = torch.exp(-steps.float() ** 2 / (2 * sigma ** 2))
    rows = (centres[0, :, None] + steps)[:, :, None].expand(-1, -1, len(steps))
    columns = (centres[1, :, None] + steps)[:, None].expand(-1, len(steps), -1)
    values = (profile[:, None] * profile).expand(rows.shape)
    inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    heat = torch.zeros(shape[0] * shape[1], device=centres.device)
    heat.scatter_reduce_(0, (rows * shape[1] + columns)[inside], values[inside], 'amax')
    return heat.view(shape)
