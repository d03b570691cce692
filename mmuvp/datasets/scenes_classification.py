"""The things of `scenes`, each cut out."""
from mmpretrain.datasets import CustomDataset

from mmuvp.registry import DATASETS

from .made_scenes import MadeScenes
from .scenes import THINGS


@DATASETS.register_module()
class ScenesClassificationDataset(MadeScenes, CustomDataset):
    """`scenes` as pictures of one thing each, of 8 classes in alphabetical order, of 8 to some 90 pixels a side.

    Arguments as of :class:`MadeScenes`.
    """

    METAINFO = dict(classes=tuple(sorted(THINGS)))
    ANNOTATIONS = ''
    FOLDERS = dict(img_path='classification/{split}')
