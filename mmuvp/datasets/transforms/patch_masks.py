"""Which patches of an image's crops a student does not see."""
import math
from collections.abc import Sequence

import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.models.choices import check_choice
from mmuvp.registry import TRANSFORMS

SHAPES = ('block', 'random')
ASPECT, TRIES = 0.3, 10


@TRANSFORMS.register_module()
class DrawPatchMasks(BaseTransform):
    """Draw a mask for each of several crops, all on their own (iBOT, section 6.3.2 and appendix E.2).

    For each mask one of the ratios is chosen, then moved by up to its variance.  With ``ratio=(0, 0.3)`` and
    ``variance=(0, 0.2)`` half of all masks are empty, and the others hide 10 to 50 % ("random MIM").

    Blocks are those of BEiT: rectangles at random places with sides in a ratio of 0.3 to 1 / 0.3 are added as long
    as ten tries give one that hides a new patch and not more than the ratio allows; so they may hide fewer.

    Added key: ``mask``, or another, with booleans ``(num_masks, h, w)``, True where a patch is hidden.

    Args:
        grid (int | tuple[int, int]): Patches of a crop, along each side or in height and width.
        num_masks (int | None): How many crops, from the first, have a mask; None for one mask ``(h, w)`` of a single
            crop, as ``mmpretrain.BEiT`` takes it.
        ratio (float | Sequence[float]): Share of the patches that is hidden; 0 and 1 are fine.
        variance (float | Sequence[float]): Half the width of the range around each ratio.
        shape (str): `'block'`, or `'random'` for patches one by one.
        key (str): What the masks are called.

    Raises:
        ValueError: If a range leaves [0, 1], the numbers of ratios and variances differ, or the shape is unknown.
    """

    def __init__(self, grid, num_masks=2, ratio=(0, 0.3), variance=(0, 0.2), shape='block',
                 key='mask'):
        check_choice('shape', shape, SHAPES)
        ratio, variance = (tuple(x) if isinstance(x, Sequence) else (x, ) for x in (ratio, variance))
        if len(ratio) != len(variance) or not ratio:
            raise ValueError(f'each ratio needs a variance, and there are {len(ratio)} and {len(variance)}')
        for mean, width in zip(ratio, variance, strict=True):
            if width < 0 or mean - width < 0 or mean + width > 1:
                raise ValueError(f'a share of patches lies in [0, 1], and {mean} with a variance of {width} does not')
        self.grid = (grid, grid) if isinstance(grid, int) else tuple(grid)
        self.num_masks, self.ratio, self.variance, self.shape = num_masks, ratio, variance, shape
        self.key = key

    def transform(self, results):
        """Draw the masks."""
        draw = draw_blocks if self.shape == 'block' else draw_patches
        masks = [draw(self.grid, self._draw_ratio()) for _ in range(self.num_masks or 1)]
        results[self.key] = masks[0] if self.num_masks is None else np.stack(masks)
        return results

    def _draw_ratio(self):
        index = np.random.randint(len(self.ratio))
        return np.random.uniform(self.ratio[index] - self.variance[index], self.ratio[index] + self.variance[index])

    def __repr__(self):
        return (f'{type(self).__name__}(grid={self.grid}, num_masks={self.num_masks}, ratio={self.ratio}, '
                f'variance={self.variance}, shape={self.shape!r}, key={self.key!r})')


def draw_patches(grid, ratio):
    """Hide patches one by one.

    Args:
        grid (tuple[int, int]): Height and width in patches.
        ratio (float): Share of them, rounded down to a whole patch.

    Returns:
        ndarray: Booleans of the grid's shape.
    """
    total = math.prod(grid)
    mask = np.zeros(total, bool)
    # rounding must not lose a patch of a ratio such as 0.3 of 10
    mask[np.random.permutation(total)[:int(ratio * total + 1e-9)]] = True
    return mask.reshape(grid)


def draw_blocks(grid, ratio):
    """Hide rectangles of patches.

    Args:
        grid (tuple[int, int]): Height and width in patches.
        ratio (float): Largest share of the patches.

    Returns:
        ndarray: Booleans of the grid's shape.
    """
    mask = np.zeros(grid, bool)
    budget = ratio * mask.size
    while budget > 0:
        added = _add_block(mask, budget)
        if not added:
            break
        budget -= added
    return mask


def _add_block(mask, budget):
    """Hide a rectangle that adds at least one patch and at most so many; tell how many, 0 if all tries fail."""
    height, width = mask.shape
    smallest = (min(height, width) // 3) ** 2
    for _ in range(TRIES):
        area = np.random.uniform(min(smallest, budget), max(smallest, budget))
        aspect = math.exp(np.random.uniform(math.log(ASPECT), -math.log(ASPECT)))
        rows, columns = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if rows >= height or columns >= width:
            continue
        top, left = np.random.randint(height - rows + 1), np.random.randint(width - columns + 1)
        block = mask[top:top + rows, left:left + columns]
        added = block.size - np.count_nonzero(block)
        if 0 < added <= budget:
            block[:] = True
            return added
    return 0
