import numpy as np
import pytest
from panoptic_results import check_results, empty_results, scene_results

from mmuvp.datasets import IdMapMasks
from mmuvp.registry import TRANSFORMS


def _crop(size, results):
    return TRANSFORMS.build(dict(type='mmuvp.FixedSizeCrop', size=size))(results)


@pytest.mark.parametrize('seed', range(6))
def test_everything_is_cropped_alike(seed):
    np.random.seed(seed)
    original, results = scene_results(seed), _crop((61, 43), scene_results(seed))
    check_results(results)
    assert results['img_shape'] == (43, 61)
    places = [(top, left) for top in range(120 - 43 + 1) for left in range(160 - 61 + 1)
              if np.array_equal(original['img'][top:top + 43, left:left + 61], results['img'])]
    (top, left), = places
    assert np.array_equal(original['gt_seg_map'][top:top + 43, left:left + 61], results['gt_seg_map'])


def test_a_smaller_image_is_kept_whole():
    results = _crop((300, 50), scene_results())
    assert results['img_shape'] == (50, 160)
    check_results(results)
    check_results(_crop((300, 300), scene_results()))


def test_windows_are_drawn_everywhere():
    image = np.zeros((20, 30, 1), np.uint8)
    image[..., 0] = np.arange(30)
    assert {int(_crop((28, 20), dict(img=image))['img'][0, 0, 0]) for _ in range(50)} == {0, 1, 2}


def test_an_instance_whose_box_alone_reaches_into_the_window_is_dropped():
    id_map = np.zeros((40, 40), np.uint16)
    id_map[0, :] = id_map[:, 0] = id_map[39, :] = id_map[:, 39] = 1
    masks = IdMapMasks(id_map, 1)
    results = dict(
        img=np.zeros((40, 40, 3), np.uint8), gt_masks=masks, gt_bboxes=masks.get_bboxes(),
        gt_bboxes_labels=np.array([0]), gt_ignore_flags=np.array([False]))
    np.random.seed(0)
    results = _crop((20, 20), results)
    assert len(results['gt_masks']) == len(results['gt_bboxes']) == len(results['gt_bboxes_labels']) == 0


def test_masks_are_cropped_where_there_are_no_boxes():
    results = scene_results()
    del results['gt_bboxes']
    check_results(_crop((50, 60), results))


def test_boxes_alone_and_plain_bitmaps_will_do():
    results = scene_results()
    results['gt_masks'] = results['gt_masks'].to_bitmaps()
    check_results(_crop((50, 60), results))
    results = scene_results()
    del results['gt_masks'], results['gt_seg_map']
    results = _crop((50, 60), results)
    assert len(results['gt_bboxes']) == len(results['gt_bboxes_labels'])


def test_an_empty_image():
    check_results(_crop((30, 30), empty_results()))
