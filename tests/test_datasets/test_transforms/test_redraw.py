import numpy as np
import pytest
from panoptic_results import check_results, empty_results, scene_results

from mmuvp.registry import TRANSFORMS

CROP = [dict(type='mmuvp.FixedSizeCrop', size=(40, 40))]


def _redraw(results, transforms=CROP, **kwargs):
    return TRANSFORMS.build(dict(type='mmuvp.RedrawUntilLabelled', transforms=transforms, **kwargs))(results)


def _half_labelled():
    """A scene of which only the left 30 of 160 columns are labelled."""
    results = scene_results()
    results['gt_seg_map'][:, 30:] = 255
    results['gt_masks'].id_map[:, 30:] = 0
    return results


@pytest.mark.parametrize('seed', range(5))
def test_it_draws_until_enough_is_labelled(seed):
    np.random.seed(seed)
    results = _redraw(_half_labelled(), min_labelled=10, stride=4, max_draws=200)
    assert np.count_nonzero(results['gt_seg_map'][::4, ::4] != 255) > 10
    check_results(results)


def test_the_first_draw_is_taken_when_it_will_do():
    results = scene_results()
    np.random.seed(3)
    expected = TRANSFORMS.build(CROP[0])(scene_results())
    np.random.seed(3)
    assert np.array_equal(_redraw(results, min_labelled=0)['img'], expected['img'])


def test_the_best_draw_is_taken_when_none_will_do():
    drawn = []

    def crop_and_log(results):
        results = TRANSFORMS.build(CROP[0])(results)
        drawn.append(np.count_nonzero(results['gt_seg_map'][::2, ::2] != 255))
        return results

    np.random.seed(0)
    results = _redraw(_half_labelled(), [crop_and_log], min_labelled=10**6, stride=2, max_draws=12)
    assert len(drawn) == 12
    assert len(set(drawn)) > 1
    assert np.count_nonzero(results['gt_seg_map'][::2, ::2] != 255) == max(drawn)


def test_empty_images_come_out():
    check_results(_redraw(empty_results()))


def test_the_input_is_not_written_to():
    results = scene_results()
    _redraw(results, [dict(type='mmuvp.LargeScaleJitter', size=(40, 40))], max_draws=3)
    check_results(results)
    assert results['img'].shape == (120, 160, 3)


def test_transforms_that_give_nothing_give_nothing():
    assert _redraw(scene_results(), [lambda results: None]) is None
