"""Large-scale jitter."""
import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmdet.datasets.transforms import Resize

from mmuvp.registry import TRANSFORMS

from .instances import refresh_instances


@TRANSFORMS.register_module()
class LargeScaleJitter(BaseTransform):
    """Resize an image to a random multiple of the size at which it just fits a fixed one.

    Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method", CVPR 2021. The aspect ratio is kept.
    To be followed by :class:`FixedSizeCrop` and :class:`FixedSizePad`. Instances that vanish are dropped, and boxes
    are fitted to the resized masks.

    Modified keys: those of `mmdet.Resize`.

    Args:
        size (tuple[int]): Width and height of the training crop.
        ratio_range (tuple[float]): Least and largest multiple, drawn uniformly.
    """

    def __init__(self, size, ratio_range=(0.3, 1.7)):
        self.size = tuple(size)
        self.ratio_range = tuple(ratio_range)
        self.resize = Resize(scale=self.size, keep_ratio=False)

    @cache_randomness
    def _draw_ratio(self):
        return np.random.uniform(*self.ratio_range)

    def transform(self, results):
        """Resize the image and its truth."""
        height, width = results['img'].shape[:2]
        factor = self._draw_ratio() * min(self.size[0] / width, self.size[1] / height)
        self.resize.scale = (max(1, round(width * factor)), max(1, round(height * factor)))
        return refresh_instances(self.resize(results))

    def __repr__(self):
        return f'{type(self).__name__}(size={self.size}, ratio_range={self.ratio_range})'
