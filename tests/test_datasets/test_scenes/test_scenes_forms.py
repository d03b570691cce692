"""The stock packages read every form in which scenes are written."""
import json

import numpy as np
import pytest
from mmdet.datasets import CocoDataset

from mmuvp.datasets.scenes import STUFF, THINGS, SceneSpec, describe, render, write_scenes

SPEC = SceneSpec(num_train=4, num_val=1, width=96, height=80)


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp('scenes')
    write_scenes(root, SPEC)
    return root


def _segments(index):
    return [segment for segment in render(describe(SPEC, 'train', index))[2] if segment['isthing']]


def test_instances_by_mmdet(root):
    dataset = CocoDataset(
        data_root=str(root), ann_file='annotations/instances_train.json', data_prefix=dict(img='images/train'),
        metainfo=dict(classes=THINGS), serialize_data=False,
        pipeline=[dict(type='LoadImageFromFile'), dict(type='mmdet.LoadAnnotations', with_bbox=True, with_mask=True)])
    for index in range(4):
        results = dataset[index]
        ids = render(describe(SPEC, 'train', index))[1]
        assert [label + 1 for label in results['gt_bboxes_labels']] == [
            segment['category_id'] for segment in _segments(index)]
        assert np.array_equal(results['gt_masks'].masks, [ids == segment['id'] for segment in _segments(index)])


def test_semantic_maps_by_mmseg(root):
    mmseg = pytest.importorskip('mmseg.datasets')
    dataset = mmseg.BaseSegDataset(
        data_root=str(root), data_prefix=dict(img_path='images/train', seg_map_path='semantic/train'),
        img_suffix='.png', metainfo=dict(classes=THINGS + STUFF), reduce_zero_label=True, serialize_data=False,
        pipeline=[dict(type='mmseg.LoadAnnotations', reduce_zero_label=True)])
    ids, segments = render(describe(SPEC, 'train', 2))[1:]
    expected = np.full(ids.shape, 255)
    for segment in segments:
        expected[ids == segment['id']] = segment['category_id'] - 1
    assert np.array_equal(dataset[2]['gt_seg_map'], expected)


def test_classes_by_mmpretrain(root):
    mmpretrain = pytest.importorskip('mmpretrain.datasets')
    dataset = mmpretrain.CustomDataset(
        data_root=str(root), data_prefix='classification/train', extensions=('.png', ), serialize_data=False)
    assert tuple(dataset.CLASSES) == tuple(sorted(THINGS))
    listed = json.loads((root / 'annotations/instances_train.json').read_text())['annotations']
    assert 0 < len(dataset) <= len(listed)
