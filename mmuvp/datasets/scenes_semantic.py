"""`scenes` as a data set of semantic segmentation."""
from mmseg.datasets import BaseSegDataset

from mmuvp.registry import DATASETS

from .made_scenes import MadeScenes
from .scenes.classes import CLASSES, PALETTE


@DATASETS.register_module()
class ScenesSemanticDataset(MadeScenes, BaseSegDataset):
    """The 8 things and 6 stuff classes of `scenes`, which is made on first use; each pixel has a label from 0 to 13.

    Args:
        split, spec, data_root: See :class:`MadeScenes`.
        **kwargs: Further arguments of `mmseg.BaseSegDataset`.
    """

    METAINFO = dict(classes=CLASSES, palette=[list(colour) for colour in PALETTE])
    ANNOTATIONS = ''
    FOLDERS = dict(img_path='images/{split}', seg_map_path='semantic/{split}')

    def __init__(self, **kwargs):
        super().__init__(img_suffix='.png', reduce_zero_label=True, **kwargs)
