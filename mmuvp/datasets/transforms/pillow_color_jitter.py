"""Colour jitter of self-supervised recipes."""
import numpy as np
from mmpretrain.datasets.transforms import ColorJitter
from PIL import Image, ImageEnhance

from mmuvp.registry import TRANSFORMS

ENHANCERS = (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color)
HUE = 3


@TRANSFORMS.register_module()
class PillowColorJitter(ColorJitter):
    """``mmpretrain.ColorJitter`` by Pillow, which turns the hue under NumPy 2 as well.

    The stock class fails there on each turn to the left, whose number is negative and does not fit into a uint8.  This
    one draws the same numbers, and converts the image once rather than for each of the four changes.

    Modified key: ``img``, which must be uint8 ``(H, W, 3)`` in BGR and stays so.

    Args:
        brightness (float | Sequence[float]): Largest change of the factor, or its range.
        contrast (float | Sequence[float]): Likewise.
        saturation (float | Sequence[float]): Likewise.
        hue (float | Sequence[float]): Largest turn, or its range, in full turns.

    Raises:
        ValueError: If the image has other than three channels of uint8.
    """

    def __init__(self, brightness=0., contrast=0., saturation=0., hue=0.):
        super().__init__(brightness, contrast, saturation, hue, backend='pillow')

    def transform(self, results):
        """Jitter the image."""
        image = results['img']
        if image.dtype != np.uint8 or image.shape[2:] != (3, ):
            raise ValueError(f'colours are those of uint8 images (H, W, 3), not {image.dtype} {image.shape}')
        order, *values = self._rand_params()
        image = Image.fromarray(np.ascontiguousarray(image[..., ::-1]))
        for index in order:
            if values[index] is None:
                continue
            image = (_turn_hue(image, values[index]) if index == HUE
                     else ENHANCERS[index](image).enhance(values[index]))
        results['img'] = np.ascontiguousarray(np.asarray(image)[..., ::-1])
        return results


def _turn_hue(image, turn):
    hue, saturation, value = image.convert('HSV').split()
    hue = hue.point([(level + int(turn * 255)) % 256 for level in range(256)])
    return Image.merge('HSV', (hue, saturation, value)).convert('RGB')
