import numpy as np

from mmuvp.models.task_modules import paint_masks, split_labels


def stripes(*spans):
    masks = np.zeros((len(spans), 1, 8))
    for mask, (start, stop) in zip(masks, spans, strict=True):
        mask[:, start:stop] = 0.8
    return masks


def test_higher_scores_are_on_top():
    masks = stripes((0, 4), (2, 6), (4, 8))
    canvas = paint_masks(np.zeros((1, 8), int), masks, [0.2, 0.9, 0.5], [5, 6, 7])
    assert canvas[0].tolist() == [5, 5, 6, 6, 6, 6, 7, 7]


def test_a_score_of_zero_is_not_painted():
    assert not paint_masks(np.zeros((1, 8), int), stripes((0, 4)), [0.], [5]).any()


def test_threshold_is_strict_and_what_was_there_stays():
    canvas = paint_masks(np.full((1, 8), 3), stripes((0, 4)), [1.], [5], threshold=0.8)
    assert (canvas == 3).all()


def test_labels_become_masks():
    masks = split_labels(np.array([[0, 2, 2, 1]]), 3)
    assert masks.tolist() == [[[False, False, False, True]], [[False, True, True, False]], [[False] * 4]]
