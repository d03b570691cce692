import cv2
import numpy as np
import pytest
import torch
from mmengine.dataset import pseudo_collate
from panoptic_samples import CAT, CROWD, PIXEL, SKY, TREE, example_ids, example_segments, write_dataset, write_ids

import mmuvp
from mmuvp.registry import DATASETS, TRANSFORMS


def _load(tmp_path, ids=None, segments=None, **kwargs):
    ids = example_ids() if ids is None else ids
    segments = example_segments(ids) if segments is None else segments
    return DATASETS.build(dict(write_dataset(tmp_path, ids, segments), **kwargs))


def test_it_loads_boxes_labels_masks_and_the_semantic_map(tmp_path):
    ids, results = example_ids(), _load(tmp_path)[0]
    assert np.array_equal(results['gt_bboxes'].numpy(), [[2, 3, 5, 7], [11, 9, 12, 10]])
    assert np.array_equal(results['gt_bboxes_labels'], [0, 0])
    assert np.array_equal(results['gt_ignore_flags'], [False, False])
    assert np.array_equal(results['gt_masks'].masks, [ids == CAT, ids == PIXEL])
    expected = np.full(ids.shape, 255)
    for segment_id, label in ((CAT, 0), (PIXEL, 0), (TREE, 1), (SKY, 2)):
        expected[ids == segment_id] = label
    assert np.array_equal(results['gt_seg_map'], expected)
    assert results['gt_seg_map'].dtype == np.uint8


def test_crowds_may_keep_their_class(tmp_path):
    pipeline = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False)]
    results = _load(tmp_path, pipeline=pipeline)[0]
    assert set(results['gt_seg_map'][example_ids() == CROWD]) == {0}
    assert len(results['gt_masks']) == 2


def test_a_model_learns_from_images_of_crowds_alone(tmp_path):
    """Neither things nor stuff are left, and every loss must bear that."""
    ids = np.kron(example_ids(), np.ones((8, 8), np.int64))
    pipeline = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations'),
                dict(type='mmdet.PackDetInputs')]
    crowds = [dict(segment, iscrowd=1) for segment in example_segments(ids)]
    packed = _load(tmp_path, ids, crowds, pipeline=pipeline)[0]
    truth = packed['data_samples']
    assert len(truth.gt_instances) == len(truth.gt_instances.masks) == 0
    assert (truth.gt_sem_seg.sem_seg == 255).all()
    model = mmuvp.get_model('remax_r18_scenes').train()
    batch = model.data_preprocessor(pseudo_collate([packed, packed]), training=True)
    losses = {name: loss for name, loss in model(**batch, mode='loss').items() if 'loss' in name}
    sum(losses.values()).backward()
    # queries still learn to say that they see nothing
    assert all(torch.isfinite(loss) for loss in losses.values()), losses
    assert {name.split('.')[-1] for name, loss in losses.items() if loss > 0} == {'loss_cls'}
    gradients = [weight.grad for weight in model.parameters() if weight.grad is not None]
    assert gradients
    assert all(torch.isfinite(gradient).all() for gradient in gradients)


def test_an_image_with_no_segment_is_void(tmp_path):
    results = _load(tmp_path, np.zeros((10, 12), np.int64), [])[0]
    assert set(results['gt_seg_map'].ravel()) == {255}
    assert len(results['gt_masks']) == len(results['gt_bboxes']) == len(results['gt_bboxes_labels']) == 0
    assert results['gt_masks'].masks.shape == (0, 10, 12)


def test_a_segment_whose_box_has_no_width_is_kept(tmp_path):
    segments = example_segments(example_ids())
    segments[-1].update(bbox=[11, 9, 0, 0], area=0)
    results = _load(tmp_path, segments=segments)[0]
    assert np.array_equal(results['gt_masks'].masks[1], example_ids() == PIXEL)
    assert np.array_equal(results['gt_bboxes'].numpy()[1], [11, 9, 12, 10])


@pytest.mark.parametrize('part', ['bbox', 'label', 'mask', 'seg'])
def test_parts_can_be_left_out(tmp_path, part):
    keys = dict(bbox='gt_bboxes', label='gt_bboxes_labels', mask='gt_masks', seg='gt_seg_map')
    pipeline = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations', **{f'with_{part}': False})]
    results = _load(tmp_path, pipeline=pipeline)[0]
    assert {key for key in keys.values() if key in results} == set(keys.values()) - {keys[part]}


def test_a_missing_png_is_named(tmp_path):
    dataset = _load(tmp_path)
    (tmp_path / 'segments/street_panoptic.png').unlink()
    with pytest.raises(FileNotFoundError, match=r'street_panoptic\.png is missing'):
        dataset[0]


@pytest.mark.parametrize('spoil', [lambda content: b'', lambda content: b'hello', lambda content: content[:60]],
                         ids=['empty', 'text', 'cut'])
def test_an_unreadable_png_is_named(tmp_path, spoil):
    dataset = _load(tmp_path)
    path = tmp_path / 'segments/street_panoptic.png'
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ValueError, match=r'street_panoptic\.png cannot be decoded'):
        dataset[0]


@pytest.mark.parametrize('picture', [np.zeros((10, 12), np.uint8), np.zeros((10, 12, 3), np.uint16)])
def test_a_png_that_is_not_8_bit_rgb_is_named(tmp_path, picture):
    dataset = _load(tmp_path)
    cv2.imwrite(str(tmp_path / 'segments/street_panoptic.png'), picture)
    with pytest.raises(ValueError, match=r'street_panoptic\.png is not a panoptic PNG'):
        dataset[0]


def test_another_size_than_the_image_is_named(tmp_path):
    dataset = _load(tmp_path)
    write_ids(tmp_path / 'segments/street_panoptic.png', example_ids()[:, :11])
    with pytest.raises(ValueError, match=r'street_panoptic\.png measures 10 x 11 .* image 10 x 12'):
        dataset[0]


def test_the_size_is_that_of_the_picture_rather_than_of_the_json(tmp_path):
    dataset = _load(tmp_path)
    cv2.imwrite(str(tmp_path / 'images/street.jpg'), np.zeros((20, 24, 3), np.uint8))
    with pytest.raises(ValueError, match='image 20 x 24'):
        dataset[0]


def test_an_id_that_the_json_lacks_is_named(tmp_path):
    ids = example_ids()
    segments = [segment for segment in example_segments(ids) if segment['id'] not in (CROWD, TREE)]
    dataset = _load(tmp_path, ids, segments)
    with pytest.raises(ValueError, match=rf'street_panoptic\.png.*{CROWD}, {TREE} occur in the PNG but not'):
        dataset[0]


def test_an_id_that_the_png_lacks_is_named(tmp_path):
    ids = example_ids()
    segments = example_segments(ids)
    ids[ids == CAT] = 0
    dataset = _load(tmp_path, ids, segments)
    with pytest.raises(ValueError, match=rf'street_panoptic\.png.*{CAT} occur in the json but not in the PNG'):
        dataset[0]


@pytest.mark.parametrize(('segment_id', 'message'), [
    (TREE, f'segment ids {TREE} occur more than once in the json'),
    (0, 'segment ids 0 of the json are not in 1..16777215'),
    (-1, 'segment ids -1 of the json are not in 1..16777215'),
    (10**14, f'segment ids {10**14} of the json are not in 1..16777215'),
])
def test_ids_that_the_json_must_not_have_are_named(tmp_path, segment_id, message):
    segments = example_segments(example_ids())
    dataset = _load(tmp_path, segments=[*segments, dict(segments[0], id=segment_id)])
    with pytest.raises(ValueError, match=rf'street_panoptic\.png .*{message}'):
        dataset[0]


def test_stock_data_sets_need_crowd_as_class(tmp_path):
    ids = example_ids()
    config = write_dataset(tmp_path, ids, example_segments(ids))
    config.update(type='mmdet.CocoPanopticDataset')
    (tmp_path / 'segments/street_panoptic.png').rename(tmp_path / 'segments/street.png')
    with pytest.raises(ValueError, match='crowd_as_void=False'):
        DATASETS.build(config)[0]
    config['pipeline'][1]['crowd_as_void'] = False
    assert len(DATASETS.build(config)[0]['gt_masks']) == 2


def test_a_data_set_without_prefix_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"'street' has no panoptic PNG"):
        _load(tmp_path, data_prefix=dict(img='images'))[0]


def test_its_repr_tells_the_options():
    assert 'crowd_as_void=False' in repr(
        TRANSFORMS.build(dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False)))
