"""Maps of labels beyond 255."""
from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS

from ..converters.writing import read_labels


@TRANSFORMS.register_module()
class LoadWideSegMap(BaseTransform):
    """Read a map of 8-bit or 16-bit labels; the stock transform cuts labels down to 8 bits.

    Required keys: `seg_map_path`, `seg_fields`. Added: `gt_seg_map` (H, W), int32.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file cannot be read, or has more than one channel.
    """

    def transform(self, results):
        """Add the map to `results`."""
        path = results['seg_map_path']
        labels = read_labels(Path(path))
        if labels.ndim != 2:
            raise ValueError(f'{path} has shape {labels.shape}; a map of labels has (height, width)')
        results['gt_seg_map'] = labels.astype(np.int32)
        results['seg_fields'].append('gt_seg_map')
        return results

    def __repr__(self):
        return f'{type(self).__name__}()'
