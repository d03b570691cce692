import copy

import numpy as np
import pytest
from mmdet.structures.mask import BitmapMasks
from panoptic_results import check_results, empty_results, scene_results

from mmuvp.datasets.scenes import CLASSES, THINGS
from mmuvp.registry import DATASETS, TRANSFORMS


def _paste(results, source, **kwargs):
    transform = TRANSFORMS.build(dict(type='mmuvp.PanopticCopyPaste', **kwargs))
    return transform(dict(copy.deepcopy(results), mix_results=[copy.deepcopy(source)]))


@pytest.mark.parametrize('seed', range(8))
@pytest.mark.parametrize(('height', 'width'), [(120, 160), (50, 200), (150, 70)])
def test_everything_stays_consistent(seed, height, width):
    np.random.seed(seed)
    own, source = scene_results(seed), scene_results(seed + 50, height, width)
    results = _paste(own, source)
    check_results(results)
    assert results['img'].dtype == np.uint8
    assert results['img_shape'] == (120, 160)


@pytest.mark.parametrize('seed', range(8))
def test_all_things_and_whole_stuff_classes_are_pasted_and_nothing_else(seed):
    np.random.seed(seed)
    own, source = scene_results(seed), scene_results(seed + 50)
    own['img'], source['img'] = own['img'] // 2, 128 + source['img'] // 2
    results = _paste(own, source)
    things = source['gt_masks'].masks.any(0)
    changed = (results['img'] != own['img']).any(-1)
    assert np.array_equal(results['img'][things], source['img'][things])
    assert np.array_equal(results['gt_seg_map'][things], source['gt_seg_map'][things])
    assert np.array_equal(results['img'][changed], source['img'][changed])
    assert np.array_equal(results['gt_seg_map'][~changed], own['gt_seg_map'][~changed])
    for label in range(len(THINGS), len(CLASSES)):
        mask = source['gt_seg_map'] == label
        if mask.any():
            assert len(set(changed[mask])) == 1
    assert not changed[source['gt_seg_map'] == 255].any()


def test_every_subset_of_stuff_is_drawn():
    own, source = empty_results(), scene_results(1, 50, 70, 'medium')
    stuff = set(np.unique(source['gt_seg_map'])) - {255, *range(len(THINGS))}
    np.random.seed(0)
    drawn = {frozenset(set(np.unique(_paste(own, source)['gt_seg_map'])) & stuff) for _ in range(60)}
    assert len(stuff) > 1
    assert len(drawn) == 2**len(stuff)


def test_covered_instances_shrink_or_go():
    own, source = scene_results(1), scene_results(1)
    source['img'] = 255 - source['img']
    results = _paste(own, source)
    check_results(results)
    # Every own instance lies wholly under its copy.
    assert np.array_equal(results['gt_masks'].masks, source['gt_masks'].masks)
    assert np.array_equal(results['gt_bboxes_labels'], source['gt_bboxes_labels'])


def test_own_images_without_things_get_those_of_the_source_and_the_reverse():
    source = scene_results(2, 50, 70)
    results = _paste(empty_results(), source)
    assert np.array_equal(results['gt_masks'].masks, source['gt_masks'].masks)
    unchanged = _paste(source, empty_results())
    assert np.array_equal(unchanged['gt_masks'].masks, source['gt_masks'].masks)
    assert np.array_equal(unchanged['img'], source['img'])


def test_padded_images_grow_by_what_is_pasted():
    pad = TRANSFORMS.build(dict(type='mmuvp.FixedSizePad', size=(160, 120)))
    own, source = scene_results(1, 60, 60), scene_results(2, 120, 160)
    results = _paste(pad(own), source, pipeline=[pad])
    check_results(results)
    assert results['img'].shape == (120, 160, 3)
    height, width = results['img_shape']
    assert (height, width) > (60, 60)
    assert results['padding_mask'][height:].all()
    assert results['padding_mask'][:, width:].all()
    labelled = results['gt_seg_map'] != 255
    assert not results['padding_mask'][labelled].any()
    assert np.all(results['img'][results['padding_mask']] == 127.5)


def test_inputs_are_not_written_to():
    own, source = scene_results(1), scene_results(2)
    before = copy.deepcopy([own, source])
    transform = TRANSFORMS.build(dict(type='mmuvp.PanopticCopyPaste'))
    transform(dict(own, mix_results=[source]))
    for now, then in zip([own, source], before, strict=True):
        assert np.array_equal(now['img'], then['img'])
        assert np.array_equal(now['gt_seg_map'], then['gt_seg_map'])
        assert np.array_equal(now['gt_masks'].id_map, then['gt_masks'].id_map)


def test_stock_bitmaps_will_do_unless_they_overlap():
    own, source = scene_results(1), scene_results(2)
    own['gt_masks'], source['gt_masks'] = own['gt_masks'].to_bitmaps(), source['gt_masks'].to_bitmaps()
    check_results(_paste(own, source))
    source['gt_masks'] = BitmapMasks(np.ones((2, 120, 160), np.uint8), 120, 160)
    with pytest.raises(ValueError, match='must not overlap'):
        _paste(own, source)


def test_it_works_in_the_stock_wrapper_and_the_seed_decides(tmp_path):
    load = [dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations')]
    draw = [dict(type='mmuvp.FixedSizeCrop', size=(65, 65)), dict(type='mmdet.RandomFlip', prob=0.5)]
    pad = dict(type='mmuvp.FixedSizePad', size=(65, 65))

    def jitter(low, high):
        return dict(type='mmuvp.LargeScaleJitter', size=(65, 65), ratio_range=(low, high))

    dataset = DATASETS.build(dict(
        type='mmdet.MultiImageMixDataset',
        dataset=dict(type='mmuvp.ScenesPanopticDataset', data_root=str(tmp_path / 'scenes'), pipeline=load,
                     spec=dict(num_train=4, num_val=1, width=80, height=64, difficulty='hard')),
        pipeline=[jitter(0.3, 1.7), *draw, pad,
                  dict(type='mmuvp.PanopticCopyPaste', pipeline=[jitter(0.15, 0.85), *draw, pad]),
                  dict(type='mmdet.PackDetInputs', meta_keys=('img_shape', 'pad_shape', 'padding_mask'))]))

    def sample(seed):
        np.random.seed(seed)
        return dataset[1]

    packed = sample(5)
    assert packed['inputs'].shape == (3, 65, 65)
    instances, truth = packed['data_samples'].gt_instances, packed['data_samples'].gt_sem_seg.sem_seg[0]
    for mask, label in zip(instances.masks.masks, instances.labels, strict=True):
        assert set(truth[mask > 0].tolist()) == {int(label)}
    assert packed['data_samples'].padding_mask.shape == (65, 65)
    assert np.array_equal(sample(5)['inputs'], packed['inputs'])
    assert not np.array_equal(sample(6)['inputs'], packed['inputs'])
