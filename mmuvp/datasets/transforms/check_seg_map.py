"""Checks of what a file of labels says."""
import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class CheckSegMap(BaseTransform):
    """Refuse a map of labels that does not belong to its image or to the classes; put it after `LoadAnnotations`.

    Required keys: `gt_seg_map` (H, W), not yet resized, and `ori_shape`, height and width of the image's file.

    Args:
        num_classes (int): Labels are 0 to `num_classes - 1`.
        ignore_index (int): The one label beside them.

    Raises:
        ValueError: If the map has another size than the image, or another label. The message names the file.
    """

    def __init__(self, num_classes, ignore_index=255):
        self.num_classes = num_classes
        self.ignore_index = ignore_index

    def transform(self, results):
        """Check the map; `results` stay as they are."""
        seg_map, path = results['gt_seg_map'], results['seg_map_path']
        if seg_map.shape != tuple(results['ori_shape']):
            raise ValueError(f'{path} has labels of shape {seg_map.shape}, but its image {results["img_path"]} '
                             f'measures {tuple(results["ori_shape"])} (height, width)')
        unknown = (seg_map >= self.num_classes) & (seg_map != self.ignore_index)
        if unknown.any():
            raise ValueError(f'{path} has labels {np.unique(seg_map[unknown]).tolist()}; those of {self.num_classes} '
                             f'classes are 0 to {self.num_classes - 1}, and {self.ignore_index} where there is none')
        return results

    def __repr__(self):
        return f'{type(self).__name__}(num_classes={self.num_classes}, ignore_index={self.ignore_index})'
