"""Cityscapes in its own panoptic format."""
from mmdet.datasets import CocoPanopticDataset as _CocoPanopticDataset

from mmuvp.registry import DATASETS

from .coco_panoptic import PanopticDatasetMixin

THINGS = ('person', 'rider', 'car', 'truck', 'bus', 'train', 'motorcycle', 'bicycle')
STUFF = ('road', 'sidewalk', 'building', 'wall', 'fence', 'pole', 'traffic light', 'traffic sign', 'vegetation',
         'terrain', 'sky')


@DATASETS.register_module()
class CityscapesPanopticDataset(PanopticDatasetMixin, _CocoPanopticDataset):
    """Cityscapes panoptic: 8 things (train ids 11-18), then 11 stuff (train ids 0-10).

    Takes the official files, or those of `tools/dataset_converters/cityscapes_panoptic.py`:
    `cityscapes_panoptic_{split}.json`, the folder `cityscapes_panoptic_{split}` of `*_gtFine_panoptic.png`, and
    the images `leftImg8bit/{split}/{city}/*_leftImg8bit.png`. The json names images without their city.

    Args:
        ann_file (str): The json file.
        data_prefix (dict): `img`: folder of the cities; `seg`: folder of the PNGs.
        **kwargs: Arguments of `mmdet.CocoPanopticDataset`.
    """

    METAINFO = dict(
        classes=THINGS + STUFF,
        thing_classes=THINGS,
        stuff_classes=STUFF,
        palette=[(220, 20, 60), (255, 0, 0), (0, 0, 142), (0, 0, 70), (0, 60, 100), (0, 80, 100), (0, 0, 230),
                 (119, 11, 32), (128, 64, 128), (244, 35, 232), (70, 70, 70), (102, 102, 156), (190, 153, 153),
                 (153, 153, 153), (250, 170, 30), (220, 220, 0), (107, 142, 35), (152, 251, 152),
                 (70, 130, 180)])

    def parse_data_info(self, raw_data_info):
        """Parse one image, which lies in the folder of its city."""
        image = raw_data_info['raw_img_info']
        name = image['file_name']
        if '/' not in name:
            image = dict(image, file_name=f'{name.split("_", 1)[0]}/{name}')
        return super().parse_data_info(dict(raw_data_info, raw_img_info=image))
