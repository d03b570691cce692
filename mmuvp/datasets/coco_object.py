"""COCO Object: the 80 things of COCO, and all else as one background."""
from mmdet.datasets import CocoDataset
from mmseg.datasets import BaseSegDataset

from mmuvp.registry import DATASETS


@DATASETS.register_module()
class COCOObject(BaseSegDataset):
    """COCO Object, on which segmentation from language is judged: 5,000 validation images, 81 classes.

    Labels are 8-bit PNG files, one a JPEG image: 0 is the background, into which all stuff of COCO-Stuff is merged,
    1 to 80 are the things of COCO in its order, and 255 is not labelled. `tools/dataset_converters/coco_object.py`
    makes them.

    Args:
        **kwargs: as in the stock class.
    """

    METAINFO = dict(
        classes=('background', *CocoDataset.METAINFO['classes']),
        palette=[[0, 0, 0], *map(list, CocoDataset.METAINFO['palette'])])

    def __init__(self, **kwargs):
        super().__init__(img_suffix='.jpg', seg_map_suffix='_objects.png', **kwargs)
