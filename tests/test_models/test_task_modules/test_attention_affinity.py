"""Affinity of patches, and boxes around what a map marks."""
import numpy as np
import torch

from mmuvp.models.task_modules import AttentionAffinity
from mmuvp.models.task_modules.cam_boxes import box_masks


def attention(count=12):
    return torch.rand(count, count, generator=torch.Generator().manual_seed(0)).mul(4).softmax(dim=1)


def test_affinity_is_symmetric_and_all_but_doubly_stochastic():
    affinity = AttentionAffinity().affinity(attention())
    torch.testing.assert_close(affinity, affinity.T)
    torch.testing.assert_close(affinity.sum(dim=0), torch.ones(12), rtol=0.01, atol=0.01)


def test_refinement_is_the_power_of_the_affinity_between_the_boxes_and_all():
    layer, maps = AttentionAffinity(0.5), torch.zeros(2, 3, 4)
    maps[0, 1, 1:3], maps[1, 0, 0] = torch.tensor([1.0, 0.7]), 1
    affinity = layer.affinity(attention())
    square = affinity @ affinity
    expected = [square[:, 5] + 0.7 * square[:, 6], square[:, 0]]
    torch.testing.assert_close(layer.refine(maps, affinity).flatten(1), torch.stack(expected))


def test_boxes_join_all_regions():
    maps = np.zeros((1, 6, 7), np.float32)
    maps[0, 1, 1] = maps[0, 2, 2] = maps[0, 4, 4] = 1
    expected = np.zeros((6, 7), bool)
    expected[1:3, 1:3] = expected[4, 4] = True
    np.testing.assert_array_equal(box_masks(maps, 0.4)[0], expected)


def test_boxes_end_before_the_last_row_and_column():
    marked = box_masks(np.ones((1, 4, 5), np.float32), 0.4)[0]
    assert marked[:3, :4].all()
    assert not marked[3].any()
    assert not marked[:, 4].any()


def test_threshold_is_a_share_of_the_maximum_and_is_not_reached_itself():
    maps = np.array([[[0.2, 0, 0.4, 0, 0], [0] * 5, [0] * 5]], np.float32)
    np.testing.assert_array_equal(box_masks(maps, 0.5)[0, 0], [False, False, True, False, False])
    np.testing.assert_array_equal(box_masks(maps, 0.4)[0, 0], [True, False, True, False, False])


def test_threshold_falls_until_something_is_above_it():
    maps = np.zeros((1, 3, 3), np.float32)
    maps[0, 0, 0] = 1
    assert box_masks(maps, 1.2)[0, 0, 0]


def test_nothing_is_in_a_box_where_the_map_is_zero():
    assert not box_masks(np.zeros((1, 3, 3), np.float32), 0.4).any()
