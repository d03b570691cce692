"""The panoptic view of `scenes`."""
from mmdet.datasets import CocoPanopticDataset as _CocoPanopticDataset
from mmengine.dist import is_main_process
from mmengine.logging import print_log

from mmuvp.registry import DATASETS

from .coco_panoptic import PanopticDatasetMixin
from .scenes import CLASSES, PALETTE, STUFF, THINGS, SceneSpec, ensure_scenes
from .scenes.spec import SPLITS


@DATASETS.register_module()
class ScenesPanopticDataset(PanopticDatasetMixin, _CocoPanopticDataset):
    """`scenes` as a COCO panoptic data set of 8 thing and 6 stuff classes, made on first use.

    Args:
        split (str): `'train'` or `'val'`.
        spec (dict, optional): Arguments of :class:`mmuvp.datasets.scenes.SceneSpec` from which the set is made,
            and which an existing set must have been made with. `None` takes the set that is there, and makes the
            default one where there is none.
        data_root (str): Folder of the set.
        **kwargs: Arguments of `mmdet.CocoPanopticDataset`; `ann_file` and `data_prefix` default to the files of
            the split.

    Raises:
        ValueError: If `split` is unknown, or `data_root` holds something else than what `spec` asks for.
    """

    METAINFO = dict(classes=CLASSES, thing_classes=THINGS, stuff_classes=STUFF, palette=PALETTE)

    def __init__(self, split='train', spec=None, data_root='data/scenes', **kwargs):
        if split not in SPLITS:
            raise ValueError(f'ScenesPanopticDataset: split must be one of {SPLITS}, not {split!r}')
        ensure_scenes(data_root, spec if spec is None else SceneSpec(**spec), _log_progress)
        kwargs.setdefault('ann_file', f'annotations/panoptic_{split}.json')
        kwargs.setdefault('data_prefix', dict(img=f'images/{split}', seg=f'annotations/panoptic_{split}'))
        super().__init__(data_root=data_root, **kwargs)


def _log_progress(done, total):
    if is_main_process() and (done == total or done % 500 == 0):
        print_log(f'Making scenes: {done} of {total} images', logger='current')
