import json

import cv2
import numpy as np
import pytest

from mmuvp.datasets.converters import convert_ade20k
from mmuvp.registry import DATASETS

# Semantic labels, counted from 1 as in the files: wall, bed, painting, chair; and the things among the instances.
WALL, BED, PAINTING, CHAIR = 1, 8, 23, 20
BED_KIND, PAINTING_KIND = 1, 10


@pytest.fixture
def root(tmp_path):
    """A wall with two beds and a painting, and a chair that has no instance label."""
    semantic, instances = np.full((20, 30), WALL, np.uint8), np.zeros((20, 30, 3), np.uint8)
    semantic[15:] = BED
    semantic[2:5, 2:5] = PAINTING
    semantic[2:5, 20:25] = CHAIR
    semantic[0] = 0
    instances[15:, :10] = (0, 1, BED_KIND)
    instances[15:, 10:] = (0, 2, BED_KIND)
    instances[2:5, 2:5] = (0, 200, PAINTING_KIND)
    for name, labels in (('annotations', semantic), ('annotations_instance', instances)):
        folder = tmp_path / name / 'validation'
        folder.mkdir(parents=True)
        cv2.imwrite(str(folder / 'ADE_val_00000001.png'), labels)
    return tmp_path


def test_it_writes_things_and_stuff_and_loads(root):
    path = convert_ade20k(root, 'val', root)
    content = json.loads(path.read_text())
    assert path == root / 'ade20k_panoptic_val.json'
    assert len(content['categories']) == 150
    assert sum(category['isthing'] for category in content['categories']) == 100
    by_id = {category['id']: category['name'] for category in content['categories']}
    assert (by_id[0], by_id[7], by_id[22]) == ('wall', 'bed', 'painting, picture')
    segments = content['annotations'][0]['segments_info']
    assert [(segment['category_id'], segment['area'], segment['iscrowd']) for segment in segments] == [
        (0, 20 * 30 - 30 - 150 - 9 - 15, 0), (7, 50, 0), (7, 100, 0), (22, 9, 0)]

    dataset = DATASETS.build(dict(
        type='mmuvp.ADE20KPanopticDataset', data_root=str(root), ann_file='ade20k_panoptic_val.json',
        data_prefix=dict(img='images/validation', seg='ade20k_panoptic_val'),
        pipeline=[dict(type='mmuvp.LoadPanopticAnnotations')]))
    results, classes = dataset[0], dataset.metainfo['classes']
    assert results['img_path'].endswith('images/validation/ADE_val_00000001.jpg')
    assert [classes[label] for label in results['gt_bboxes_labels']] == ['bed', 'bed', 'painting, picture']
    assert classes[results['gt_seg_map'][10, 10]] == 'wall'
    assert set(results['gt_seg_map'][2:5, 20:25].ravel()) == set(results['gt_seg_map'][0]) == {255}


def test_missing_instances_are_named(root):
    (root / 'annotations_instance/validation/ADE_val_00000001.png').unlink()
    with pytest.raises(FileNotFoundError, match=r'annotations_instance/validation/ADE_val_00000001\.png are missing'):
        convert_ade20k(root, 'val', root)


def test_instances_of_another_size_are_named(root):
    cv2.imwrite(str(root / 'annotations_instance/validation/ADE_val_00000001.png'), np.zeros((20, 29, 3), np.uint8))
    with pytest.raises(ValueError, match=r'ADE_val_00000001\.png has shape \(20, 29, 3\)'):
        convert_ade20k(root, 'val', root)


@pytest.mark.parametrize(('folder', 'labels', 'message'), [
    ('annotations', np.full((20, 30), 151, np.uint8), 'the label 151, and ADE20K only those in 0..150'),
    ('annotations_instance', np.full((20, 30, 3), 101, np.uint8), 'the label 101, and ADE20K only those in 0..100'),
])
def test_labels_out_of_range_are_named(root, folder, labels, message):
    cv2.imwrite(str(root / folder / 'validation/ADE_val_00000001.png'), labels)
    with pytest.raises(ValueError, match=rf'{folder}/validation/ADE_val_00000001\.png has {message}'):
        convert_ade20k(root, 'val', root)


def test_a_folder_without_labels_is_named(root):
    with pytest.raises(FileNotFoundError, match='annotations/training'):
        convert_ade20k(root, 'train', root)
