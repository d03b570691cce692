"""Random crops for panoptic training."""
from mmdet.datasets.transforms import RandomCrop

from mmuvp.registry import TRANSFORMS

from .instances import refresh_instances


@TRANSFORMS.register_module()
class FixedSizeCrop(RandomCrop):
    """Take a random window of at most a fixed size; an image that is smaller is kept whole.

    Other than `mmdet.RandomCrop` it accepts windows without any thing, which are of use to stuff, and drops the
    instances whose box reaches into the window but whose mask does not.

    Modified keys: those of `mmdet.RandomCrop`.

    Args:
        size (tuple[int]): Width and height of the window.
    """

    def __init__(self, size):
        super().__init__(tuple(size), crop_type='absolute', allow_negative_crop=True, recompute_bbox=True)

    def transform(self, results):
        """Crop the image and its truth."""
        masks = results.get('gt_masks')
        if masks is not None and 'gt_bboxes' not in results:
            # The stock crop leaves masks alone where there are no boxes.
            results['gt_bboxes'] = masks.get_bboxes('hbox')
        return refresh_instances(super().transform(results))
