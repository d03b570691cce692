"""Resizing by a random factor that halves as often as it doubles."""
import math

import numpy as np
from mmcv.transforms import BaseTransform, Resize
from mmcv.transforms.utils import cache_randomness

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LogUniformResize(BaseTransform):
    """Resize an image, with its proportions, by a factor of its own size whose logarithm is uniform.

    mmcv's `RandomResize` draws the factor itself uniformly, and of a size that is the same for all images. Keys are
    those of mmcv's `Resize`.

    Args:
        ratio_range (tuple[float]): Least and largest factor.
        **kwargs: How mmcv's `Resize` interpolates.

    Raises:
        ValueError: If the least factor is not above 0, or is above the largest.
    """

    def __init__(self, ratio_range=(0.5, 2.0), **kwargs):
        least, largest = ratio_range
        if not 0 < least <= largest:
            raise ValueError(f'ratio_range must be two factors above 0, the least one first, not {ratio_range}')
        self.ratio_range, self.kwargs = (least, largest), kwargs

    @cache_randomness
    def draw_ratio(self):
        """Draw a factor."""
        return math.exp(np.random.uniform(*map(math.log, self.ratio_range)))

    def transform(self, results):
        """Resize the image and what belongs to it."""
        return Resize(scale_factor=self.draw_ratio(), keep_ratio=True, **self.kwargs)(results)

    def __repr__(self):
        return f'{type(self).__name__}(ratio_range={self.ratio_range})'
