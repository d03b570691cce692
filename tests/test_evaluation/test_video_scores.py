"""Regions and contours of masks by hand."""
import numpy as np
import pytest

from mmuvp.evaluation.video_scores import contour_accuracy, region_similarity, score_sequence


def square(left, side=20, size=(60, 80)):
    mask = np.zeros(size, bool)
    mask[20:20 + side, left:left + side] = True
    return mask


EMPTY = square(0, 0)


def test_regions():
    assert region_similarity(square(10), square(15)) == pytest.approx(15 / 25)
    assert region_similarity(square(10), square(40)) == 0
    assert region_similarity(EMPTY, EMPTY) == 1
    assert region_similarity(EMPTY, square(10)) == 0


@pytest.mark.parametrize(('shift', 'expected'), [(0, 1), (1, 1), (3, 0.5), (45, 0)])
def test_contours_may_be_off_by_a_pixel(shift, expected):
    # 0.8 % of a diagonal of 100 pixels, rounded up
    # by 3 pixels, 17 of a side and 21 of the other are too far away, and 2 of those above and below, of 80
    assert contour_accuracy(square(10), square(10 + shift)) == pytest.approx(expected)


@pytest.mark.parametrize(('mask', 'truth', 'expected'), [
    (EMPTY, EMPTY, 1), (EMPTY, square(10), 0), (square(10), EMPTY, 0)])
def test_no_contour(mask, truth, expected):
    assert contour_accuracy(mask, truth) == expected


def test_first_and_last_frame_do_not_count():
    good, bad = square(10).astype(int) + 2 * square(45), np.zeros((60, 80), int)
    half = square(10).astype(int)
    scores = score_sequence([bad, good, half, bad], [good] * 4, [1, 2])
    np.testing.assert_allclose(scores, [[1, 1], [0.5, 0.5]])


def test_short_videos():
    with pytest.raises(ValueError, match='needs three frames'):
        score_sequence([EMPTY] * 2, [EMPTY] * 2, [1])
