"""Pixels to instances by their centres: the bottom-up grouping of Panoptic-DeepLab."""
import torch
import torch.nn.functional as F
from torch import Tensor

from mmuvp.models.layers.precision import without_autocast

# distances held at a time: on a CPU as many as its caches hold, elsewhere enough to keep the device busy
CPU_CHUNK = 2 ** 18
DEVICE_CHUNK = 2 ** 26
# side in pixels of the squares in which nearest centres are looked up
CELL = 8


def find_centres(heat: Tensor, threshold: float, kernel: int, top_k: int) -> tuple[Tensor, Tensor]:
    """Local maxima of a map of centres.

    Args:
        heat: ``(H, W)``.
        threshold: of the heat of a centre.
        kernel: odd side in pixels of the square in which a centre is the maximum.
        top_k: centres to keep, those of the greatest heat.

    Returns:
        Rows and columns ``(K, 2)``, and heat ``(K,)``, the greatest first.
    """
    # the maximum over a square is that over rows of the maxima over columns
    greatest = F.max_pool2d(heat[None, None], (kernel, 1), 1, (kernel // 2, 0))
    greatest = F.max_pool2d(greatest, (1, kernel), 1, (0, kernel // 2))[0, 0]
    positions = ((heat == greatest) & (heat > threshold)).nonzero()
    scores = heat[positions[:, 0], positions[:, 1]]
    best = scores.topk(min(top_k, len(scores)))
    return positions[best.indices], best.values


def nearest_centres(points: Tensor, centres: Tensor, size: tuple[int, int]) -> Tensor:
    """The centre that is nearest to each point.

    The points for which a centre is the nearest form a convex region.  Hence a square whose corners all belong to
    one centre belongs to it as a whole, and its points need no comparison; that spares most of them.

    Args:
        points: ``(M, 2)`` rows and columns, inside the image or outside.
        centres: ``(K, 2)``, K at least 1.
        size: height and width of the image in pixels.

    Returns:
        Indices ``(M,)`` of centres.
    """
    # distances are differences of squares, which are the more exact the smaller they are
    middle = points.new_tensor(size) / 2
    centres = centres.to(points.dtype) - middle
    cells = (points / CELL).floor().long()
    rows, columns = (-(-length // CELL) for length in size)
    inside = (cells >= 0).all(dim=1) & (cells[:, 0] < rows) & (cells[:, 1] < columns)
    corners = torch.cartesian_prod(*(CELL * torch.arange(count + 1, device=points.device) for count in (rows, columns)))
    owners = _owners(_compare(corners - middle, centres).view(rows + 1, columns + 1))
    index = (cells[:, 0] * columns + cells[:, 1]).where(inside, rows * columns)
    nearest = F.pad(owners.flatten(), (0, 1), value=-1)[index]
    undecided = (nearest < 0).nonzero()[:, 0]
    nearest[undecided] = _compare(points[undecided] - middle, centres)
    return nearest


def _owners(corners: Tensor) -> Tensor:
    """The centre of the corners of each square, -1 where they differ."""
    first = corners[:-1, :-1]
    agreed = (first == corners[:-1, 1:]) & (first == corners[1:, :-1]) & (first == corners[1:, 1:])
    return first.where(agreed, -1)


def _compare(points: Tensor, centres: Tensor) -> Tensor:
    """The nearest one of ``centres`` ``(K, 2)`` to each of ``points`` ``(M, 2)``, by their distances."""
    chunk = CPU_CHUNK if points.device.type == 'cpu' else DEVICE_CHUNK
    squares = centres.square().sum(dim=1)
    # squares of pixels leave the range of half precision
    with without_autocast(points):
        found = [torch.addmm(squares, part, centres.T, alpha=-2).argmin(dim=1)
                 for part in points.split(max(1, chunk // len(centres)))]
    return torch.cat(found) if found else points.new_zeros(0, dtype=torch.long)
