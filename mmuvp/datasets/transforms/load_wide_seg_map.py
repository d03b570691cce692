"""Maps of labels beyond 255."""
import mmcv
import numpy as np
from mmcv.transforms import BaseTransform
from mmengine import fileio

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LoadWideSegMap(BaseTransform):
    """Read a map of 8-bit or 16-bit labels; the stock transform cuts labels down to 8 bits.

    Required keys: `seg_map_path`, `seg_fields`. Added: `gt_seg_map` (H, W), int32.

    Raises:
        ValueError: If the file cannot be read, or has more than one channel.
    """

    def transform(self, results):
        """Add the map to `results`."""
        path = results['seg_map_path']
        labels = mmcv.imfrombytes(fileio.get(path), flag='unchanged', backend='cv2')
        if labels is None or labels.ndim != 2:
            raise ValueError(f'{path} is not a map of labels: one channel of 8 or 16 bits is wanted')
        results['gt_seg_map'] = labels.astype(np.int32)
        results['seg_fields'].append('gt_seg_map')
        return results

    def __repr__(self):
        return f'{type(self).__name__}()'
