"""The panoptic view of `scenes`."""
from mmdet.datasets import CocoPanopticDataset as _CocoPanopticDataset

from mmuvp.registry import DATASETS

from .coco_panoptic import PanopticDatasetMixin
from .made_scenes import MadeScenes
from .scenes import CLASSES, PALETTE, STUFF, THINGS


@DATASETS.register_module()
class ScenesPanopticDataset(MadeScenes, PanopticDatasetMixin, _CocoPanopticDataset):
    """`scenes` as a COCO panoptic data set of 8 thing and 6 stuff classes; arguments as of :class:`MadeScenes`."""

    METAINFO = dict(classes=CLASSES, thing_classes=THINGS, stuff_classes=STUFF, palette=PALETTE)
    ANNOTATIONS = 'annotations/panoptic_{split}.json'
    FOLDERS = dict(img='images/{split}', seg='annotations/panoptic_{split}')
