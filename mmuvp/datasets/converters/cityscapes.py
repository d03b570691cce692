"""Cityscapes' panoptic files from its instance labels."""
from pathlib import Path

import numpy as np
from mmengine.utils import track_iter_progress

from ..cityscapes_panoptic import STUFF, THINGS
from .writing import PanopticWriter, read_labels, segments_info

# Label ids of the classes that are evaluated; an instance has the id 1000 * label id + number.
LABEL_IDS = {
    'road': 7, 'sidewalk': 8, 'building': 11, 'wall': 12, 'fence': 13, 'pole': 17, 'traffic light': 19,
    'traffic sign': 20, 'vegetation': 21, 'terrain': 22, 'sky': 23, 'person': 24, 'rider': 25, 'car': 26, 'truck': 27,
    'bus': 28, 'train': 31, 'motorcycle': 32, 'bicycle': 33}
_THING_IDS = {LABEL_IDS[name] for name in THINGS}
_SUFFIX = '_gtFine_instanceIds.png'


def convert_cityscapes(labels, split, out):
    """Write `cityscapes_panoptic_{split}.json` and its folder of PNGs, in the format of the official ones.

    Args:
        labels (str | Path): The folder `gtFine`, with `{split}/{city}/*_gtFine_instanceIds.png`.
        split (str): `'train'`, `'val'` or `'test'`.
        out (str | Path): Where to write.

    Returns:
        Path: The json file. Regions of things that are not told apart are crowds; other labels are void.

    Raises:
        FileNotFoundError: If no labels are found.
        ValueError: If a file cannot be decoded.
    """
    paths = sorted((Path(labels) / split).glob(f'*/*{_SUFFIX}'))
    if not paths:
        raise FileNotFoundError(f'No */*{_SUFFIX} in {Path(labels) / split}: give the folder gtFine of Cityscapes.')
    categories = [dict(id=LABEL_IDS[name], name=name, isthing=int(name in THINGS)) for name in THINGS + STUFF]
    writer = PanopticWriter(Path(out) / f'cityscapes_panoptic_{split}', categories)
    for path in track_iter_progress(paths):
        ids = _without_void(read_labels(path))
        name = path.name.removesuffix(_SUFFIX)
        writer.add(name, f'{name}_leftImg8bit.png', f'{name}_gtFine_panoptic.png', ids, segments_info(ids, _describe))
    return writer.close()


def _without_void(instance_ids):
    ids = instance_ids.astype(np.int32)
    labels = np.where(ids < 1000, ids, ids // 1000)
    evaluated = np.zeros(int(labels.max()) + 1, dtype=bool)
    known = np.array([label for label in LABEL_IDS.values() if label < len(evaluated)], dtype=np.int64)
    evaluated[known] = True
    return ids * evaluated[labels]


def _describe(segment_id):
    label = segment_id if segment_id < 1000 else segment_id // 1000
    return dict(category_id=label, iscrowd=int(segment_id < 1000 and label in _THING_IDS))
