"""Mapillary Vistas' panoptic files from its instance labels, or from its own panoptic json."""
import json
from pathlib import Path

import numpy as np
from mmengine.utils import track_iter_progress

from ..panoptic_png import read_panoptic_png
from .writing import PanopticWriter, read_labels, segments_info

FOLDERS = dict(train='training', val='validation')
CONFIGS = ('config.json', 'config_v1.2.json')
# A pixel of the instance labels holds 256 * label + number; ids here have 1 + label, so that none is void.
_STEP = 256


def convert_mapillary(root, split, out):
    """Write `mapillary_panoptic_{split}.json` and its folder of PNGs.

    Where the release has `{split}/panoptic/panoptic_2018.json`, its segments are taken as they are; otherwise they are
    made of the instance labels.

    Args:
        root (str | Path): The folder of Vistas 1.2, with its `config.json`, `{training,validation}/images/*.jpg` and
            `{training,validation}/instances/*.png` (256 * label + number of the instance, 16 bits) or
            `{training,validation}/panoptic`.
        split (str): `'train'` or `'val'`.
        out (str | Path): Where to write.

    Returns:
        Path: The json file. Categories are the evaluated labels of `config.json`, counted from 1, with their readable
        names; labels that are not evaluated are void.

    Raises:
        FileNotFoundError: If the configuration, or the labels, are not found.
        ValueError: If a file cannot be decoded, or has a label that the configuration does not list.
    """
    folder, labels = Path(root) / FOLDERS[split], _read_config(Path(root))
    writer = PanopticWriter(Path(out) / f'mapillary_panoptic_{split}', [
        dict(id=number, name=label['readable'], isthing=int(label['instances']))
        for number, label in enumerate(labels, 1) if label['evaluate']])
    official = folder / 'panoptic/panoptic_2018.json'
    if official.exists():
        _rewrite(official, {category['id'] for category in writer.content['categories']}, writer)
    else:
        _convert_instances(folder, labels, writer)
    return writer.close()


def _read_config(root):
    for name in CONFIGS:
        if (root / name).exists():
            return json.loads((root / name).read_text())['labels']
    raise FileNotFoundError(f'No {" or ".join(CONFIGS)} in {root}: give the folder of Mapillary Vistas 1.2.')


def _convert_instances(folder, labels, writer):
    paths = sorted((folder / 'instances').glob('*.png'))
    if not paths:
        raise FileNotFoundError(f'No PNGs in {folder}/instances: give the folder of Mapillary Vistas 1.2.')
    is_evaluated, is_thing = (np.array([bool(label[key]) for label in labels]) for key in ('evaluate', 'instances'))
    for path in track_iter_progress(paths):
        kinds, numbers = np.divmod(read_labels(path).astype(np.int64), _STEP)
        if kinds.max() >= len(labels):
            raise ValueError(f'{path} has the label {kinds.max()}, and config.json lists only 0..{len(labels) - 1}.')
        ids = (_STEP * (1 + kinds) + np.where(is_thing[kinds], numbers, 0)) * is_evaluated[kinds]
        writer.add(path.stem, f'{path.stem}.jpg', path.name, ids, segments_info(ids, _describe))


def _describe(segment_id):
    return dict(category_id=segment_id // _STEP, iscrowd=0)


def _rewrite(official, evaluated, writer):
    """Copy the segments of the release's own panoptic json, except those of labels that are not evaluated."""
    content = json.loads(official.read_text())
    images = {image['id']: image for image in content['images']}
    for annotation in track_iter_progress(content['annotations']):
        image = images[annotation['image_id']]
        ids = read_panoptic_png(str(official.parent / annotation['file_name']), (image['height'], image['width']))
        segments = [segment for segment in annotation['segments_info'] if segment['category_id'] in evaluated]
        ids = ids * np.isin(ids, [segment['id'] for segment in segments])
        writer.add(image['id'], image['file_name'], annotation['file_name'], ids, segments)
