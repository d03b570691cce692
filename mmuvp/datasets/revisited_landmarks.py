"""Photos of buildings for retrieval: the revisited Oxford and Paris data sets."""
import os.path as osp

from mmpretrain.datasets import BaseDataset

from mmuvp.checkpoints.io import ArrayUnpickler
from mmuvp.registry import DATASETS

from .pickles import read_pickle

_KEYS = 'bbx', 'easy', 'hard', 'junk'


@DATASETS.register_module()
class RevisitedLandmarks(BaseDataset):
    """The database or the queries of ROxford or RParis.

    Each image has its number as `gt_label`. Queries have `box`, left, top, right and bottom in pixels, and the numbers
    of the database images that are `easy`, `hard` or `junk` for them: let the `meta_keys` of `PackInputs` contain
    these three.

    Args:
        ann_file (str): A file such as `gnd_roxford5k.pkl`, with `imlist`, `qimlist` and `gnd`.
        queries (bool): The queries rather than the database.
        **kwargs: Arguments of `mmpretrain.BaseDataset`; the images are `data_prefix/NAME.jpg`.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If it cannot be read, holds anything but plain data, or lacks a key.
    """

    METAINFO = dict(classes=())

    def __init__(self, ann_file, queries=False, **kwargs):
        self.queries = queries
        super().__init__(ann_file, **kwargs)

    def load_data_list(self):
        """List the images; see the class for errors."""
        content = self._read()
        if not self.queries:
            return [self._entry(name, number) for number, name in enumerate(content['imlist'])]
        entries = []
        for number, (name, truth) in enumerate(zip(content['qimlist'], content['gnd'], strict=True)):
            if missing := [key for key in _KEYS if key not in truth]:
                raise ValueError(f'{self.ann_file}: query {name} has no {" and no ".join(missing)}')
            entries.append(dict(self._entry(name, number), box=[float(value) for value in truth['bbx']],
                                **{key: [int(index) for index in truth[key]] for key in _KEYS[1:]}))
        return entries

    def _entry(self, name, number):
        return dict(img_path=osp.join(self.img_prefix, f'{name}.jpg'), gt_label=number)

    def _read(self):
        content = read_pickle(self.ann_file, 'the truth of the revisited landmarks', ArrayUnpickler, encoding='latin1')
        if not isinstance(content, dict) or {'imlist', 'qimlist', 'gnd'} - content.keys():
            raise ValueError(f'{self.ann_file} must hold imlist, qimlist and gnd')
        return content
