import numpy as np
import pytest

from mmuvp.datasets.transforms import DrawPatchMasks


def draw(count=1, seed=0, **settings):
    np.random.seed(seed)
    transform = DrawPatchMasks(**dict(dict(grid=14, num_masks=count), **settings))
    return transform({})['mask']


def test_blocks_are_as_those_of_the_published_code():
    masks = draw(6000)
    shares = masks.mean(axis=(1, 2))
    filled = shares[shares > 0]
    assert (shares == 0).mean() == pytest.approx(0.502, abs=0.02)
    assert filled.mean() == pytest.approx(0.294, abs=0.006)
    assert filled.std() == pytest.approx(0.116, abs=0.005)
    corners, centre = masks[:, [0, 0, -1, -1], [0, -1, 0, -1]].mean(), masks[:, 6:8, 6:8].mean()
    assert corners == pytest.approx(0.016, abs=0.004)
    assert centre == pytest.approx(0.27, abs=0.02)


@pytest.mark.parametrize('shape', ['block', 'random'])
def test_a_budget_is_kept(shape):
    shares = draw(300, ratio=0.3, variance=0., shape=shape).mean(axis=(1, 2))
    assert shares.max() <= 0.3
    assert shares.min() > (0.15 if shape == 'block' else 57 / 196)


def test_no_patch_and_all_patches():
    assert not draw(50, ratio=0., variance=0.).any()
    assert draw(50, ratio=1., variance=0., shape='random').all()
    blocks = draw(50, ratio=1., variance=0.)
    assert 0.8 < blocks.mean() <= 1


@pytest.mark.parametrize('grid', [(1, 1), (2, 2), (3, 17), (7, 7), (25, 31)])
def test_any_grid(grid):
    for shape in ('block', 'random'):
        masks = draw(40, grid=grid, shape=shape)
        assert masks.shape == (40, *grid)
        assert masks.dtype == bool
        assert masks.mean(axis=(1, 2)).max() <= 0.5


def test_masks_are_independent_and_repeatable():
    masks = draw(400, ratio=0.3, variance=0.)
    assert len({mask.tobytes() for mask in masks}) > 390
    assert np.array_equal(masks, draw(400, ratio=0.3, variance=0.))


@pytest.mark.parametrize(('settings', 'message'), [
    (dict(ratio=1.1, variance=0.), r'a share of patches lies in \[0, 1\]'),
    (dict(ratio=0.1, variance=0.2), r'a share of patches lies in \[0, 1\]'),
    (dict(ratio=(0., 0.3), variance=0.), 'each ratio needs a variance, and there are 2 and 1'),
    (dict(shape='disc'), "shape must be one of 'block', 'random', not 'disc'")])
def test_settings_that_make_no_sense(settings, message):
    with pytest.raises(ValueError, match=message):
        draw(**settings)


def test_one_crop_alone_and_another_key():
    results = DrawPatchMasks(6, num_masks=None, ratio=0.5, variance=0., shape='random', key='local_mask')({})
    assert set(results) == {'local_mask'}
    assert results['local_mask'].shape == (6, 6)
    assert results['local_mask'].sum() == 18
