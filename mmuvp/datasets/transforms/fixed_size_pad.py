"""Padding to a fixed size."""
import numpy as np
from mmcv.transforms import BaseTransform

from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class FixedSizePad(BaseTransform):
    """Pad an image at the right and the bottom up to a fixed size, and tell what is padding.

    Modified keys: `img`, which becomes float32 when the value is no whole number; `gt_masks` (padded with 0) and
    `gt_seg_map` (with 255). `img_shape` stays the size of the content, so that stock heads leave padding out.
    Added keys: `pad_shape` (height, width) and `padding_mask`, bool (H, W), true on padding.

    Args:
        size (tuple[int]): Width and height to pad to.
        img_pad_value (float | Sequence[float]): Value, or one a channel, that padding gets. The mean that the data
            preprocessor subtracts becomes zero there.
        seg_pad_value (int): Label of padding.

    Raises:
        ValueError: If an image is larger than the size.
    """

    def __init__(self, size, img_pad_value=127.5, seg_pad_value=255):
        self.width, self.height = size
        self.img_pad_value = np.asarray(img_pad_value, dtype=np.float32)
        self.seg_pad_value = seg_pad_value

    def transform(self, results):
        """Pad the image and its truth."""
        height, width = results['img'].shape[:2]
        if height > self.height or width > self.width:
            raise ValueError(
                f'FixedSizePad: {results.get("img_path", "an image")} measures {width} x {height} (width x height) '
                f'and does not fit {self.width} x {self.height}: resize it or crop it first.')
        img = results['img']
        if (self.img_pad_value % 1).any():
            img = img.astype(np.float32, copy=False)
        results['img'] = self._pad(img, self.img_pad_value)
        if results.get('gt_seg_map') is not None:
            results['gt_seg_map'] = self._pad(results['gt_seg_map'], self.seg_pad_value)
        if results.get('gt_masks') is not None:
            results['gt_masks'] = results['gt_masks'].pad((self.height, self.width), pad_val=0)
        results['pad_shape'] = (self.height, self.width)
        results['padding_mask'] = self._pad(np.zeros((height, width), dtype=bool), True)
        return results

    def _pad(self, array, value):
        height, width = array.shape[:2]
        padded = np.empty((self.height, self.width) + array.shape[2:], dtype=array.dtype)
        padded[:height, :width] = array
        padded[height:] = value
        padded[:height, width:] = value
        return padded

    def __repr__(self):
        return (f'{type(self).__name__}(size={(self.width, self.height)}, '
                f'img_pad_value={self.img_pad_value.tolist()}, seg_pad_value={self.seg_pad_value})')
