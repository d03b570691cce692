import copy

import numpy as np
import pytest
from panoptic_results import check_results, empty_results, scene_results

from mmuvp.registry import TRANSFORMS


def _build(**kwargs):
    return TRANSFORMS.build(dict(type='mmuvp.LargeScaleJitter', **kwargs))


@pytest.mark.parametrize('seed', range(4))
@pytest.mark.parametrize(('height', 'width'), [(120, 160), (33, 97), (160, 120)])
def test_everything_is_resized_alike(seed, height, width):
    np.random.seed(seed)
    results = _build(size=(160, 112), ratio_range=(0.1, 2))(scene_results(seed, height, width))
    check_results(results)
    assert results['img_shape'] == results['img'].shape[:2]


@pytest.mark.parametrize(('ratio', 'shape'), [(1, (100, 133)), (0.5, (50, 67)), (1.7, (170, 227))])
def test_the_ratio_is_of_the_size_that_just_fits(ratio, shape):
    results = _build(size=(200, 100), ratio_range=(ratio, ratio))(scene_results(height=120, width=160))
    assert results['img_shape'] == shape


def test_ratios_fill_their_range():
    transform, image = _build(size=(100, 100)), dict(img=np.zeros((50, 50, 3), np.uint8), img_shape=(50, 50))
    sizes = [transform(dict(image))['img_shape'][0] for _ in range(200)]
    assert 30 <= min(sizes) < 50
    assert 150 < max(sizes) <= 170


def test_a_tiny_ratio_drops_what_vanishes_and_keeps_a_pixel():
    results = _build(size=(160, 120), ratio_range=(0.001, 0.001))(scene_results())
    assert results['img_shape'] == (1, 1)
    check_results(results)


def test_empty_images_and_images_without_truth():
    check_results(_build(size=(40, 40))(empty_results()))
    results = _build(size=(40, 40), ratio_range=(1, 1))(dict(img=np.zeros((20, 10, 3), np.uint8)))
    assert results['img'].shape == (40, 20, 3)


def test_the_seed_decides():
    def draw(seed):
        np.random.seed(seed)
        return _build(size=(100, 100))(copy.deepcopy(scene_results()))['img']

    assert np.array_equal(draw(1), draw(1))
    assert draw(1).shape != draw(2).shape
