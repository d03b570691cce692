"""COCO as a multi-label data set, on made-up files."""
import json

import cv2
import numpy as np
import pytest
from mmengine.registry import DefaultScope

from mmuvp.datasets import CocoMultiLabel
from mmuvp.datasets.coco_multi_label import size_of

CATEGORIES = [dict(id=7, name='cup'), dict(id=3, name='cat'), dict(id=9, name='dog')]
# id, image, category, area
THINGS = [(1, 11, 3, 1023.9), (2, 11, 3, 9216), (3, 11, 9, 1024), (4, 10, 7, 9215)]
CLASSES = ('cat', 'cup', 'dog')


def content():
    return dict(
        images=[dict(id=i, file_name=f'{i}.jpg') for i in (10, 11, 12)], categories=CATEGORIES,
        annotations=[dict(id=i, image_id=image, category_id=category, area=area)
                     for i, image, category, area in THINGS])


def load(root, instances, classes=CLASSES, **kwargs):
    (root / 'instances.json').write_text(json.dumps(instances))
    return CocoMultiLabel(ann_file='instances.json', data_root=str(root), data_prefix='images/',
                          metainfo=None if classes is None else dict(classes=classes), **kwargs)


def test_labels_are_those_of_the_objects(tmp_path):
    dataset = load(tmp_path, content())
    assert [dataset[i]['img_path'] for i in range(3)] == [f'{tmp_path}/images/{i}.jpg' for i in (10, 11, 12)]
    np.testing.assert_array_equal([dataset[i]['gt_score'] for i in range(3)], [[0, 1, 0], [1, 0, 1], [0, 0, 0]])
    assert dataset.get_cat_ids(1) == [0, 2]


def test_labels_by_size(tmp_path):
    dataset = load(tmp_path, content())
    np.testing.assert_array_equal(dataset[0]['gt_size_score'], [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(dataset[1]['gt_size_score'], [[1, 0, 0], [0, 0, 1], [1, 0, 0]])


@pytest.mark.parametrize(('area', 'size'), [(0, 0), (32 ** 2 - 1e-3, 0), (32 ** 2, 1), (96 ** 2 - 1e-3, 1),
                                            (96 ** 2, 2), (1e6, 2)])
def test_sizes(area, size):
    assert size_of(area) == size


def test_objects_of_other_classes_are_passed_over(tmp_path):
    dataset = load(tmp_path, content(), classes=('dog', 'cup'))
    np.testing.assert_array_equal([dataset[i]['gt_score'] for i in range(3)], [[0, 1], [1, 0], [0, 0]])


def test_the_classes_are_those_of_coco_in_its_order(tmp_path):
    names = CocoMultiLabel.METAINFO['classes']
    assert len(names) == 80
    instances = content()
    instances['categories'] = [dict(id=100 - i, name=name) for i, name in enumerate(names)]
    instances['annotations'] = [dict(id=1, image_id=12, category_id=100 - names.index('toothbrush'), area=5)]
    scores = load(tmp_path, instances, classes=None)[2]['gt_score']
    np.testing.assert_array_equal(scores.nonzero()[0], [79])


def test_what_the_pipeline_packs(tmp_path):
    (tmp_path / 'images').mkdir()
    cv2.imwrite(str(tmp_path / 'images/10.jpg'), np.zeros((20, 30, 3), np.uint8))
    pipeline = [dict(type='LoadImageFromFile'), dict(type='PackInputs', algorithm_keys=('gt_size_score', ))]
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        sample = load(tmp_path, content(), pipeline=pipeline)[0]['data_samples']
    assert sample.gt_score.tolist() == [0, 1, 0]
    assert sample.gt_size_score.shape == (3, 3)


@pytest.mark.parametrize(('change', 'message'), [
    (dict(images=[]), 'instances.json has no image'),
    (dict(categories=CATEGORIES[:2]), r"its categories lack 1 of the 3 classes: \['dog'\]"),
    (dict(annotations=[dict(id=5, image_id=13, category_id=3, area=1)]), 'object 5 is in image 13, which'),
    (dict(annotations=[dict(id=5, image_id=12, category_id=4, area=1)]), 'object 5 is of category 4, which'),
    (dict(annotations=[dict(id=5, image_id=12, category_id=3)]), 'object 5 has no area')])
def test_bad_content(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        load(tmp_path, {**content(), **change})


@pytest.mark.parametrize('key', ['images', 'annotations', 'categories'])
def test_missing_part(tmp_path, key):
    instances = content()
    del instances[key]
    with pytest.raises(ValueError, match=f'instances.json is not of the format of COCO instances: it has no {key}'):
        load(tmp_path, instances)


def test_a_file_that_was_cut_off(tmp_path):
    (tmp_path / 'instances.json').write_text(json.dumps(content())[:-5])
    with pytest.raises(ValueError, match='instances.json is no file of JSON that can be read: '):
        CocoMultiLabel(ann_file='instances.json', data_root=str(tmp_path))


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match='none.json does not exist'):
        CocoMultiLabel(ann_file='none.json', data_root=str(tmp_path))
