"""Cutting out what a box marks."""
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class CropToBox(BaseTransform):
    """Cut `img` to its `box`, left, top, right and bottom in pixels; an image without a box stays whole.

    Raises:
        ValueError: If the box holds no pixel of the image.
    """

    def transform(self, results):
        """Crop one image."""
        if 'box' not in results:
            return results
        left, top, right, bottom = (max(0, round(value)) for value in results['box'])
        results['img'] = results['img'][top:bottom, left:right]
        results['img_shape'] = results['img'].shape[:2]
        if 0 in results['img_shape']:
            raise ValueError(f'{results.get("img_path", "an image")}: the box {results["box"]} holds no pixel of it')
        return results
