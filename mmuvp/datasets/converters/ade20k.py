"""ADE20K's panoptic files from its semantic and instance labels."""
from pathlib import Path

import numpy as np
from mmdet.datasets.ade20k import ADE20KInstanceDataset, ADE20KPanopticDataset, ADE20KSegDataset
from mmengine.utils import track_iter_progress

from .writing import PanopticWriter, read_labels, segments_info

FOLDERS = dict(train='training', val='validation')
# The thing ids of an image are 1000 * (1 + semantic label) + number, its stuff ids 1 + semantic label.
_STEP = 1000


def _semantic_order():
    """Names of the 150 classes in the order of the semantic labels, and semantic label of each of the 100 things.

    The instance labels, and the panoptic classes of mmdet, list the things in one order; the names that mmdet gives
    them differ between its semantic and its panoptic data set.
    """
    short = [name.strip() for name in ADE20KSegDataset.METAINFO['classes']]
    things = [short.index(name) for name in ADE20KInstanceDataset.METAINFO['classes']]
    stuff = [label for label in range(len(short)) if label not in things]
    names = dict(zip(things + stuff, ADE20KPanopticDataset.METAINFO['classes'], strict=True))
    return [names[label] for label in range(len(short))], np.array(things)


def convert_ade20k(root, split, out):
    """Write `ade20k_panoptic_{split}.json` and its folder of PNGs.

    Args:
        root (str | Path): The folder `ADEChallengeData2016`, with `annotations/{training,validation}/*.png` (1 + one
            of 150 labels, 0 void) and `annotations_instance/...` of the same names (red: 1 + one of 100 things,
            green: number of the instance).
        split (str): `'train'` or `'val'`.
        out (str | Path): Where to write.

    Returns:
        Path: The json file. Categories are the 150 semantic labels, counted from 0; things that have no instance
        are void.

    Raises:
        FileNotFoundError: If no labels are found, or the instances of an image are missing.
        ValueError: If a file cannot be decoded, has a label that ADE20K does not have, or is of another size than
            the other file of its image.
    """
    root, folder = Path(root), FOLDERS[split]
    paths = sorted((root / 'annotations' / folder).glob('*.png'))
    if not paths:
        raise FileNotFoundError(f'No PNGs in {root}/annotations/{folder}: give the folder ADEChallengeData2016.')
    names, thing_labels = _semantic_order()
    categories = [
        dict(id=label, name=name, isthing=int(label in thing_labels)) for label, name in enumerate(names)]
    writer = PanopticWriter(Path(out) / f'ade20k_panoptic_{split}', categories)
    for path in track_iter_progress(paths):
        ids = _panoptic_ids(path, root / 'annotations_instance' / folder / path.name, thing_labels)
        writer.add(path.stem, f'{path.stem}.jpg', path.name, ids, segments_info(ids, _describe))
    return writer.close()


def _panoptic_ids(semantic_path, instance_path, thing_labels):
    semantic, instances = read_labels(semantic_path).astype(np.int32), read_labels(instance_path)
    if instances.shape != (*semantic.shape, 3):
        raise ValueError(f'{instance_path} has shape {instances.shape}, which must be {(*semantic.shape, 3)}.')
    numbers, kinds = instances[..., 1].astype(np.int32), instances[..., 2].astype(np.int64)
    for path, labels, most in ((semantic_path, semantic, 150), (instance_path, kinds, len(thing_labels))):
        if labels.max() > most:
            raise ValueError(f'{path} has the label {labels.max()}, and ADE20K only those in 0..{most}.')
    is_stuff = np.ones(256, dtype=bool)
    is_stuff[thing_labels + 1] = False
    thing_ids = _STEP * (thing_labels[kinds - 1] + 1) + numbers
    return np.where(kinds > 0, thing_ids, np.where(is_stuff[semantic], semantic, 0))


def _describe(segment_id):
    label = segment_id if segment_id < _STEP else segment_id // _STEP
    return dict(category_id=label - 1, iscrowd=0)
