"""CamVid: street scenes seen from a car."""
from mmseg.datasets import BaseSegDataset

from mmuvp.registry import DATASETS

UNLABELLED, IGNORED = 11, 255


@DATASETS.register_module()
class CamVidDataset(BaseSegDataset):
    """CamVid in the split and with the 11 classes of SegNet (Badrinarayanan et al., 2017).

    Masks are 8-bit PNG files, one a JPEG image, of the same name and size: 0 to 10 are the classes, 11 is
    unlabelled and becomes 255, which losses and metrics ignore.

    Args:
        **kwargs: as in the stock class.
    """

    METAINFO = dict(
        classes=('sky', 'building', 'pole', 'road', 'pavement', 'tree', 'sign', 'fence', 'car', 'pedestrian',
                 'bicyclist'),
        palette=[[128, 128, 128], [128, 0, 0], [192, 192, 128], [128, 64, 128], [0, 0, 192], [128, 128, 0],
                 [192, 128, 128], [64, 64, 128], [64, 0, 128], [64, 64, 0], [0, 128, 192]])

    def __init__(self, **kwargs):
        super().__init__(img_suffix='.jpg', seg_map_suffix='.png', **kwargs)

    @classmethod
    def get_label_map(cls, new_classes=None):
        """Labels of a file to labels of training, where the two differ."""
        return {**(super().get_label_map(new_classes) or {}), UNLABELLED: IGNORED}
