"""What the views of `scenes` share: the set is made on first use."""
from mmengine.dist import is_main_process
from mmengine.logging import print_log

from .scenes import SceneSpec, ensure_scenes
from .scenes.spec import SPLITS


class MadeScenes:
    """To be put before a data set of mmdet, whose files are found by the split.

    A child names its annotations in `ANNOTATIONS`, and the folders of its files in `FOLDERS`, with `{split}` in both.

    Args:
        split (str): `'train'` or `'val'`.
        spec (dict, optional): Arguments of :class:`mmuvp.datasets.scenes.SceneSpec` from which the set is made,
            and which an existing set must have been made with. `None` takes the set that is there, and makes the
            default one where there is none.
        data_root (str): Folder of the set.
        **kwargs: Arguments of the data set of mmdet; `ann_file` and `data_prefix` default to the files of the split.

    Raises:
        ValueError: If `split` is unknown, or `data_root` holds something else than what `spec` asks for.
    """

    def __init__(self, split='train', spec=None, data_root='data/scenes', **kwargs):
        if split not in SPLITS:
            raise ValueError(f'{type(self).__name__}: split must be one of {SPLITS}, not {split!r}')
        ensure_scenes(data_root, spec if spec is None else SceneSpec(**spec), _log_progress)
        kwargs.setdefault('ann_file', self.ANNOTATIONS.format(split=split))
        kwargs.setdefault('data_prefix', {key: path.format(split=split) for key, path in self.FOLDERS.items()})
        super().__init__(data_root=data_root, **kwargs)


def _log_progress(done, total):
    if is_main_process() and (done == total or done % 500 == 0):
        print_log(f'Making scenes: {done} of {total} images', logger='current')
