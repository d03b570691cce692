"""Colour jitter of the panoptic recipes."""
import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness

from mmuvp.registry import TRANSFORMS

LEVELS = np.arange(256, dtype=np.float32)


@TRANSFORMS.register_module()
class ColorJitter(BaseTransform):
    """Random brightness, contrast, saturation and hue, each with probability 1/2.

    Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016, without its swap of channels, as mask transformers
    use it. `mmdet.PhotoMetricDistortion` swaps channels and leaves the range of uint8; this one keeps both, and
    works on tables of 256 levels.

    Modified keys: `img`, which must be uint8 (H, W, 3) in BGR and stays so.

    Args:
        brightness (float): Largest number of levels that are added.
        contrast (tuple[float]): Least and largest factor of all levels.
        saturation (tuple[float]): Least and largest factor of the saturation.
        hue (float): Largest turn of the hue in units of 2 degrees.

    Raises:
        TypeError: If the image is not uint8; jitter comes before padding with fractions and normalisation.
    """

    def __init__(self, brightness=32, contrast=(0.5, 1.5), saturation=(0.5, 1.5), hue=18):
        self.brightness, self.contrast = brightness, tuple(contrast)
        self.saturation, self.hue = tuple(saturation), hue

    @cache_randomness
    def _draw(self):
        """Brightness, contrast, saturation and hue, and whether contrast comes before the colours."""
        on = np.random.randint(2, size=5)
        return (on[0] * np.random.uniform(-self.brightness, self.brightness),
                np.random.uniform(*self.contrast) if on[1] else 1.,
                np.random.uniform(*self.saturation) if on[2] else 1.,
                on[3] * np.random.uniform(-self.hue, self.hue), bool(on[4]))

    def transform(self, results):
        """Jitter the image."""
        image = results['img']
        if image.dtype != np.uint8:
            raise TypeError(f'ColorJitter needs a uint8 image, not {image.dtype}: put it before FixedSizePad')
        brightness, contrast, saturation, hue, contrast_first = self._draw()
        image = _map_levels(image, LEVELS + brightness)
        if contrast_first:
            image = _map_levels(image, LEVELS * contrast)
        if saturation != 1 or hue != 0:
            image = _turn_colours(image, saturation, hue)
        if not contrast_first:
            image = _map_levels(image, LEVELS * contrast)
        results['img'] = image
        return results

    def __repr__(self):
        return (f'{type(self).__name__}(brightness={self.brightness}, contrast={self.contrast}, '
                f'saturation={self.saturation}, hue={self.hue})')


def _table(levels):
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)


def _map_levels(image, levels):
    return cv2.LUT(image, _table(levels))


def _turn_colours(image, saturation, hue):
    """Scale the saturation and turn the hue, of which OpenCV has 180 levels."""
    tables = np.stack([np.rint(LEVELS + hue) % 180, _table(LEVELS * saturation), LEVELS], axis=-1).astype(np.uint8)
    hsv = cv2.LUT(cv2.cvtColor(image, cv2.COLOR_BGR2HSV), tables[None])
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
