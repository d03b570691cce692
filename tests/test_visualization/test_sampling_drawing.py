import numpy as np
import pytest

from mmuvp.visualization import draw_points, draw_sampling
from mmuvp.visualization.panoptic_drawing import enlargement
from mmuvp.visualization.sampling_drawing import DOT, LINE

IMAGE = np.full((60, 90, 3), 100, np.uint8)
FACTOR = enlargement(IMAGE.shape)


def at(picture, y, x):
    """The colour over a point of the image."""
    return picture[round((y + 0.5) * FACTOR - 0.5), round((x + 0.5) * FACTOR - 0.5)].astype(int)


def test_points_are_where_they_belong():
    picture = draw_points(IMAGE, np.array([[10, 70]]), np.array([[50, 20]]))
    assert picture.shape == (60 * FACTOR, 90 * FACTOR, 3)
    assert np.abs(at(picture, 10, 70) - DOT).max() < 10
    half_way = picture[30 * FACTOR:31 * FACTOR, 45 * FACTOR:46 * FACTOR].astype(int)
    assert (np.abs(half_way - LINE).max(axis=-1) < 40).any()
    assert (at(picture, 55, 80) == 70).all()  # elsewhere the image, a little darker


def test_the_ends_of_pixels_of_the_image():
    picture = draw_points(IMAGE, np.array([[0, 0], [59, 89]]), np.array([[0, 0], [59, 89]]))
    assert np.abs(at(picture, 0, 0) - DOT).max() < 10
    assert np.abs(at(picture, 59, 89) - DOT).max() < 10


def test_points_outside_are_on_the_border():
    picture = draw_points(IMAGE, np.array([[-500, 20], [30, 1e4]]), np.array([[0, 20], [30, 80]]))
    assert np.abs(at(picture, 0, 20) - DOT).max() < 10
    assert np.abs(picture[round(30.5 * FACTOR), -1].astype(int) - DOT).max() < 10


def test_a_panel_for_each_iteration():
    points = [np.full((1, 2), 20.), np.full((1, 2), 30.), np.full((1, 2), 40.)]
    image = np.full((60, 60, 3), 100, np.uint8)
    picture = draw_sampling(image, points)
    width = 60 * enlargement(image.shape)
    assert picture.shape[1] == 3 * width + 2 * 4  # gaps
    found = (np.abs(picture.astype(int) - DOT).max(axis=2) < 10).any(axis=0)
    columns = [np.flatnonzero(found[start:start + width]).mean() for start in (0, width + 4, 2 * (width + 4))]
    assert columns == pytest.approx([(place + 0.5) * width / 60 for place in (20, 30, 40)], abs=3)
