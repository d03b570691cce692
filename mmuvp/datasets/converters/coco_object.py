"""The labels of COCO Object, from the maps of COCO-Stuff or from COCO's instances."""
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from mmengine.utils import track_iter_progress
from pycocotools import mask as coco_mask

from ..coco_json import read_coco_json
from .writing import read_labels

SUFFIX = '_objects.png'
UNLABELLED = 255
# Category ids of COCO in the order of its 80 classes; the ids in between were never used.
_THING_IDS = [number for number in range(1, 91) if number not in (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)]
_LAST_STUFF_ID = 182


def convert_coco_stuff(maps, out):
    """Merge all stuff of COCO-Stuff into the background.

    Args:
        maps (str | Path): A folder of COCO-Stuff's `stuffthingmaps`, such as `val2017`: PNGs with the category ids
            less 1, 0 to 90 of things and 91 to 181 of stuff, and 255 where nothing is labelled.
        out (str | Path): Folder for `{name}_objects.png`; made when missing. There 0 is the background, 1 to 80 are
            the things, and 255 stays.

    Returns:
        int: Number of files that were written.

    Raises:
        FileNotFoundError: If there is no PNG.
        ValueError: If one cannot be decoded, or has another label.
    """
    paths = sorted(path for path in Path(maps).glob('*.png') if '_' not in path.stem)
    if not paths:
        raise FileNotFoundError(f'No maps of COCO-Stuff in {maps}: give a folder such as stuffthingmaps/val2017.')
    Path(out).mkdir(parents=True, exist_ok=True)
    labels = _labels_of_maps()
    for path in track_iter_progress(paths):
        content = read_labels(path)
        if content.ndim != 2:
            raise ValueError(f'{path} has shape {content.shape}; a map of labels has (height, width)')
        known = (content < _LAST_STUFF_ID) | (content == UNLABELLED)
        if not known.all():
            raise ValueError(f'{path} has the label {content[~known][0]}, and COCO-Stuff only 0..181 and 255.')
        cv2.imwrite(str(Path(out) / f'{path.stem}{SUFFIX}'), labels[content])
    return len(paths)


def _labels_of_maps():
    labels = np.zeros(256, np.uint8)
    labels[UNLABELLED] = UNLABELLED
    labels[np.array(_THING_IDS) - 1] = np.arange(1, 81)
    return labels


def convert_coco_instances(ann_file, out):
    """Paint the instances of COCO on a background, the larger ones first.

    Unlike the maps of COCO-Stuff, this leaves no pixel without a label; crowds are painted as what they consist of.

    Args:
        ann_file (str | Path): Such as `instances_val2017.json`.
        out (str | Path): Folder for `{name}_objects.png`; made when missing.

    Returns:
        int: Number of files that were written, one for each image, also where it has no instance.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is of another format, or an instance is of a category that COCO does not have.
    """
    content = read_coco_json(str(ann_file), 'instances of COCO')
    instances = defaultdict(list)
    for instance in content['annotations']:
        if instance['category_id'] not in _THING_IDS:
            raise ValueError(f'{ann_file}: instance {instance.get("id")} has the category {instance["category_id"]}, '
                             'which COCO does not have')
        instances[instance['image_id']].append(instance)
    Path(out).mkdir(parents=True, exist_ok=True)
    for image in track_iter_progress(content['images']):
        labels = paint_instances(instances[image['id']], image['height'], image['width'])
        cv2.imwrite(str(Path(out) / f'{Path(image["file_name"]).stem}{SUFFIX}'), labels)
    return len(content['images'])


def paint_instances(instances, height, width):
    """Labels of an image, in which smaller instances cover larger ones and all cover crowds.

    Args:
        instances (list[dict]): COCO's entries.
        height (int): Of the image.
        width (int): Of the image.

    Returns:
        np.ndarray: (H, W) uint8.
    """
    labels = np.zeros((height, width), np.uint8)
    masks = [(instance, _decode(instance['segmentation'], height, width)) for instance in instances]
    for instance, mask in sorted(masks, key=lambda pair: (-pair[0].get('iscrowd', 0), -int(pair[1].sum()))):
        labels[mask] = _THING_IDS.index(instance['category_id']) + 1
    return labels


def _decode(segmentation, height, width):
    if isinstance(segmentation, list):
        segmentation = coco_mask.merge(coco_mask.frPyObjects(segmentation, height, width))
    elif isinstance(segmentation['counts'], list):
        segmentation = coco_mask.frPyObjects(segmentation, height, width)
    return coco_mask.decode(segmentation).astype(bool)
