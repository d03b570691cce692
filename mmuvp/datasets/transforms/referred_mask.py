"""The mask of what an expression refers to."""
import numpy as np
from mmcv.transforms import BaseTransform
from mmdet.structures.mask import BitmapMasks
from pycocotools import mask as coco_mask

from mmuvp.datasets.davis import read_mask
from mmuvp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LoadReferredMask(BaseTransform):
    """Add `gt_masks`, one mask of the size of the image: all objects that the expression refers to, or nothing.

    The objects are `segmentations`, a list of polygons or run lengths in COCO's forms, or the pixels of the file
    `mask_path` that have the number `object`. The image must be loaded, and not yet resized.

    Raises:
        ValueError: If the image or a mask has another size than it should.
    """

    def transform(self, results):
        """Load the mask of one sample."""
        shape = tuple(results['img_shape'][:2])
        where = results.get('img_path', 'an image')
        expected = results.get('height', shape[0]), results.get('width', shape[1])
        _check_size(where, 'the annotations say', expected, shape)
        if 'mask_path' in results:
            masks = [read_mask(results['mask_path']) == results['object']]
        else:
            masks = [_decode(segmentation, shape) for segmentation in results['segmentations']]
        for mask in masks:
            _check_size(where, 'a mask of it has', mask.shape, shape)
        union = np.logical_or.reduce(masks) if masks else np.zeros(shape, bool)
        results['gt_masks'] = BitmapMasks(union[None].astype(np.uint8), *shape)
        return results


def _check_size(where, says, size, shape):
    if tuple(size) != shape:
        raise ValueError(f'{where} has {shape[0]} x {shape[1]} pixels (height x width), but {says} '
                         f'{size[0]} x {size[1]}')


def _decode(segmentation, shape):
    """Mask, bool, of polygons or of run lengths, which may be compressed."""
    if isinstance(segmentation, list):
        segmentation = coco_mask.merge(coco_mask.frPyObjects(segmentation, *shape))
    elif isinstance(segmentation['counts'], list):
        segmentation = coco_mask.frPyObjects(segmentation, *segmentation['size'])
    return coco_mask.decode(segmentation).astype(bool)
