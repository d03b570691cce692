"""A tiny panoptic data set, written from arrays, for tests to spoil."""
import json

import cv2
import numpy as np

CATEGORIES = [dict(id=7, name='tree', isthing=0), dict(id=3, name='cat', isthing=1), dict(id=9, name='sky', isthing=0)]
METAINFO = dict(classes=('cat', 'tree', 'sky'), thing_classes=('cat', ), stuff_classes=('tree', 'sky'),
                palette=[(0, 0, 0)] * 3)
# Ids use all three channels of the PNG; 0 is void.
CAT, CROWD, TREE, SKY, PIXEL = 1, 258, 65536, 16777215, 70000


def example_ids():
    ids = np.zeros((10, 12), dtype=np.int64)
    ids[:4] = SKY
    ids[4:, :6] = TREE
    ids[3:7, 2:5] = CAT
    ids[6:9, 7:12] = CROWD
    ids[9, 11] = PIXEL
    return ids


def segment(ids, segment_id, category_id, iscrowd=0):
    rows, columns = np.nonzero(ids == segment_id)
    bbox = [int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1]
    return dict(id=segment_id, category_id=category_id, iscrowd=iscrowd, area=len(rows), bbox=bbox)


def example_segments(ids):
    return [segment(ids, SKY, 9), segment(ids, CAT, 3), segment(ids, CROWD, 3, iscrowd=1), segment(ids, TREE, 7),
            segment(ids, PIXEL, 3)]


def write_ids(path, ids):
    colours = np.stack([ids // 65536, ids // 256 % 256, ids % 256], axis=-1)
    cv2.imwrite(str(path), colours.astype(np.uint8))


def write_dataset(root, ids, segments, size=None):
    """Write one image with its annotation; returns the config of a data set of it."""
    height, width = size or ids.shape
    (root / 'images').mkdir(parents=True)
    (root / 'segments').mkdir()
    cv2.imwrite(str(root / 'images/street.jpg'), np.full((height, width, 3), 127, np.uint8))
    write_ids(root / 'segments/street_panoptic.png', ids)
    content = dict(
        images=[dict(id='street', file_name='street.jpg', height=height, width=width)], categories=CATEGORIES,
        annotations=[dict(image_id='street', file_name='street_panoptic.png', segments_info=segments)])
    (root / 'panoptic.json').write_text(json.dumps(content))
    return dict(
        type='mmuvp.CocoPanopticDataset', metainfo=METAINFO, data_root=str(root), ann_file='panoptic.json',
        data_prefix=dict(img='images', seg='segments'), serialize_data=False,
        pipeline=[dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations')])
