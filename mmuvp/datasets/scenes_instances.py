"""The instances of `scenes`."""
from mmdet.datasets import CocoDataset

from mmuvp.registry import DATASETS

from .made_scenes import MadeScenes
from .scenes import PALETTE, THINGS


@DATASETS.register_module()
class ScenesInstanceDataset(MadeScenes, CocoDataset):
    """`scenes` as a COCO data set of boxes and masks of 8 classes; arguments as of :class:`MadeScenes`."""

    METAINFO = dict(classes=THINGS, palette=PALETTE[:len(THINGS)])
    ANNOTATIONS = 'annotations/instances_{split}.json'
    FOLDERS = dict(img='images/{split}')
