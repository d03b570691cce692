import json

import cv2
import numpy as np
import pytest

from mmuvp.datasets.converters import convert_mapillary
from mmuvp.datasets.panoptic_png import read_panoptic_png, write_panoptic_png
from mmuvp.registry import DATASETS

META = DATASETS.get('mmuvp.MapillaryPanopticDataset').METAINFO
SKY, CAR = 0, 1


@pytest.fixture
def root(tmp_path):
    """A release of one image with sky, two cars, and what is not labelled; its labels have an order of their own."""
    names = ['Sky', 'Car', *(name for name in META['classes'] if name not in ('Sky', 'Car'))]
    labels = [dict(name=name.lower(), readable=name, evaluate=True, instances=name in META['thing_classes'])
              for name in names]
    labels.append(dict(name='void--unlabeled', readable='Unlabeled', evaluate=False, instances=False))
    (tmp_path / 'config.json').write_text(json.dumps(dict(labels=labels)))
    pixels = np.full((6, 8), 256 * SKY + 3, np.uint16)
    pixels[4:] = 256 * 65
    pixels[1:3, 1:3], pixels[1:3, 5:7] = 256 * CAR, 256 * CAR + 1
    folder = tmp_path / 'validation/instances'
    folder.mkdir(parents=True)
    cv2.imwrite(str(folder / 'street.png'), pixels)
    return tmp_path


def load(path):
    return DATASETS.build(dict(
        type='mmuvp.MapillaryPanopticDataset', ann_file=str(path),
        data_prefix=dict(img='', seg=str(path.with_suffix(''))),
        pipeline=[dict(type='mmuvp.LoadPanopticAnnotations')]))[0]


def check(results):
    car, sky = META['classes'].index('Car'), META['classes'].index('Sky')
    assert results['gt_bboxes_labels'].tolist() == [car, car]
    assert results['gt_bboxes'].tensor.tolist() == [[1, 1, 3, 3], [5, 1, 7, 3]]
    expected = np.full((6, 8), sky)
    expected[4:] = 255
    expected[1:3, 1:3] = expected[1:3, 5:7] = car
    assert np.array_equal(results['gt_seg_map'], expected)


def test_classes():
    assert (len(META['thing_classes']), len(META['stuff_classes'])) == (37, 28)
    assert len(set(META['classes'])) == len(META['palette']) == 65


def test_instance_labels(root):
    path = convert_mapillary(root, 'val', root / 'out')
    assert path == root / 'out/mapillary_panoptic_val.json'
    check(load(path))


def test_the_panoptic_json_of_the_release_comes_first(root):
    ids = np.zeros((6, 8), np.int32)
    ids[:4], ids[4:], ids[1:3, 1:3], ids[1:3, 5:7] = 70, 99, 80, 81
    segments = [dict(id=number, category_id=category, area=int((ids == number).sum()), iscrowd=0, bbox=box)
                for number, category, box in ((70, SKY + 1, [0, 0, 8, 4]), (80, CAR + 1, [1, 1, 2, 2]),
                                              (81, CAR + 1, [5, 1, 2, 2]), (99, 66, [0, 4, 8, 2]))]
    folder = root / 'validation/panoptic'
    folder.mkdir()
    write_panoptic_png(str(folder / 'street.png'), ids)
    (folder / 'panoptic_2018.json').write_text(json.dumps(dict(
        images=[dict(id='street', file_name='street.jpg', width=8, height=6)], categories=[],
        annotations=[dict(image_id='street', file_name='street.png', segments_info=segments)])))
    path = convert_mapillary(root, 'val', root / 'out')
    check(load(path))
    assert 99 not in read_panoptic_png(str(path.with_suffix('') / 'street.png'), (6, 8))


def test_what_is_missing_is_named(root, tmp_path):
    with pytest.raises(FileNotFoundError, match='training/instances'):
        convert_mapillary(root, 'train', root)
    (root / 'config.json').unlink()
    with pytest.raises(FileNotFoundError, match='config.json'):
        convert_mapillary(root, 'val', root)


def test_an_unknown_label_is_named(root):
    cv2.imwrite(str(root / 'validation/instances/street.png'), np.full((6, 8), 256 * 66, np.uint16))
    with pytest.raises(ValueError, match='label 66'):
        convert_mapillary(root, 'val', root)
