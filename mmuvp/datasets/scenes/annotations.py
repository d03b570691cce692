"""From one drawn scene to its entries in the json files and its pictures."""
from dataclasses import dataclass

import numpy as np
from pycocotools import mask as mask_utils

from ..panoptic_png import id_to_rgb
from .classes import CLASSES
from .language import caption, referring_expressions
from .png import encode_png
from .rendering import semantic_map

# A crop for classification takes this much context, and needs this much of the thing's shorter side in view.
_CONTEXT = 1.3
_MIN_CROP = 8


@dataclass(frozen=True)
class Record:
    """All that is written of one scene: file contents by path, and entries by json file."""
    files: dict
    entries: dict


def record(scene, image, ids, segments, split, index):
    """Write one scene in every form.

    Args:
        scene (Scene): The description.
        image (np.ndarray): uint8 RGB, (H, W, 3).
        ids (np.ndarray): int32 segment ids, (H, W).
        segments (list[dict]): The segments, from `render`.
        split (str): `'train'` or `'val'`.
        index (int): Number of the image in its split; its image id too.

    Returns:
        Record: Paths are relative to the root of the set; entries are keyed `images`, `panoptic`,
        `instances`, `captions` and `referring`.
    """
    name = f'{index:06d}'
    files = {
        f'images/{split}/{name}.png': encode_png(image, is_label_map=False),
        f'annotations/panoptic_{split}/{name}.png': encode_png(id_to_rgb(ids), is_label_map=True),
        f'semantic/{split}/{name}.png': encode_png(semantic_map(ids, segments), is_label_map=True),
    }
    for segment in segments:
        crop = _crop(image, segment)
        if segment['isthing'] and min(crop.shape[:2]) >= _MIN_CROP:
            folder = CLASSES[segment['category_id'] - 1]
            files[f'classification/{split}/{folder}/{name}_{segment["id"]}.png'] = encode_png(crop, False)
    panoptic = dict(
        image_id=index, file_name=f'{name}.png', segments_info=[_segment(item) for item in segments])
    instances = [_instance(ids, segment, index) for segment in segments if segment['isthing']]
    expressions = referring_expressions(scene, segments)
    entries = dict(
        images=[dict(id=index, file_name=f'{name}.png', width=scene.width, height=scene.height)],
        panoptic=[panoptic],
        instances=instances,
        captions=[dict(id=index, image_id=index, caption=caption(scene, segments))],
        referring=[dict(item, sentences=expressions[item['segment_id']]) for item in instances
                   if item['segment_id'] in expressions])
    return Record(files, entries)


def _segment(segment):
    return {key: segment[key] for key in ('id', 'category_id', 'iscrowd', 'area', 'bbox')}


def _instance(ids, segment, index):
    rle = mask_utils.encode(np.asfortranarray(ids == segment['id'], dtype=np.uint8))
    return dict(
        id=index * 1000 + segment['thing'], image_id=index, segment_id=segment['id'],
        category_id=segment['category_id'], iscrowd=0, area=segment['area'], bbox=segment['bbox'],
        segmentation=dict(size=rle['size'], counts=rle['counts'].decode('ascii')))


def _crop(image, segment):
    left, top, width, height = segment['bbox']
    reach = _CONTEXT * max(width, height) / 2
    x, y = left + width / 2, top + height / 2
    return image[max(0, int(y - reach)):int(y + reach) + 1, max(0, int(x - reach)):int(x + reach) + 1]
