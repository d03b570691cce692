import time

import numpy as np
import pytest

from mmuvp.visualization import compose, draw_panoptic
from mmuvp.visualization.colours import default_palette, instance_colour
from mmuvp.visualization.labels import draw_labels, interior_point
from mmuvp.visualization.panoptic_drawing import enlargement

CLASSES, PALETTE = ('cat', 'sky'), [(200, 30, 30), (60, 120, 200)]
VOID = 2


@pytest.fixture
def segments():
    segments = np.full((60, 80), 1)
    segments[10:30, 10:30], segments[10:30, 40:70], segments[50:] = 1000, 2000, VOID
    return segments


def test_instances_differ_and_void_shows_the_image(segments):
    image = np.full((60, 80, 3), 100, np.uint8)
    drawn = draw_panoptic(image, segments, CLASSES, PALETTE)
    factor = enlargement(image.shape)
    assert drawn.shape == (60 * factor, 80 * factor, 3)
    at = [drawn[row * factor + 2, column * factor + 2].astype(int) for row, column in [(11, 11), (11, 41), (2, 2)]]
    assert all(np.abs(a - b).sum() > 40 for a, b in [(at[0], at[1]), (at[0], at[2]), (at[1], at[2])])
    np.testing.assert_allclose(at[2], 0.4 * 100 + 0.6 * np.array(PALETTE[1]), atol=1)
    assert (drawn[55 * factor, 5 * factor] == 100).all()
    assert (drawn[10 * factor, 20 * factor] == 255).all()


def test_names_and_scores_are_written(segments):
    image = np.zeros((60, 80, 3), np.uint8)
    plain = draw_panoptic(image, segments, ('', ''), PALETTE)
    named = draw_panoptic(image, segments, CLASSES, PALETTE)
    scored = draw_panoptic(image, segments, CLASSES, PALETTE, {1000: 0.9})
    assert (plain != named).any()
    changed = np.argwhere((named != scored).any(axis=-1)).mean(axis=0) / enlargement(image.shape)
    assert segments[tuple(changed.astype(int))] == 1000


@pytest.mark.parametrize(('shape', 'factor'), [((160, 160), 3), ((480, 640), 1), ((1, 1), 480)])
def test_small_pictures_are_enlarged(shape, factor):
    assert enlargement(shape) == factor


def test_instances_of_a_class_have_distinct_colours():
    colours = np.array([instance_colour((120, 90, 60), number) for number in range(12)], int)
    distances = np.abs(colours[:, None] - colours[None]).sum(axis=-1) + 1000 * np.eye(12, dtype=int)
    assert distances.min() > 20
    assert len({*default_palette(20)}) == 20


def test_interior_point_is_within_and_central():
    mask = np.zeros((40, 50), bool)
    mask[5:35, 5:10] = mask[30:35, 5:45] = True
    column, row = interior_point(mask)
    assert mask[row, column]
    bar = np.zeros((20, 60), bool)
    bar[5:15, 5:55] = True
    column, row = interior_point(bar)
    assert abs(column - 29.5) <= 2
    assert abs(row - 9.5) <= 1
    dot = np.zeros((3, 3), bool)
    dot[2, 0] = True
    assert interior_point(dot) == (0, 2)


def test_labels_stay_within_the_picture_and_apart():
    image = np.zeros((40, 100, 3), np.uint8)
    labels = [('name', (0, 0), np.array([255, 0, 0])), ('name', (2, 2), np.array([0, 255, 0]))]
    drawn = draw_labels(image, labels, 10)
    red, green = (drawn == [89, 0, 0]).all(axis=-1), (drawn == [0, 89, 0]).all(axis=-1)
    assert red.any()
    assert green.any()
    assert np.flatnonzero(red.any(axis=1)).max() < np.flatnonzero(green.any(axis=1)).min()


@pytest.mark.parametrize(('shape', 'expected'), [((60, 80), (80, 164)), ((50, 100), (144, 100))])
def test_panels_stand_side_by_side_or_below_each_other(shape, expected):
    picture = np.zeros((*shape, 3), np.uint8)
    assert compose({'a': picture, 'b': picture}).shape[:2] == expected


def test_speed():
    generator = np.random.default_rng(0)
    image = generator.integers(0, 256, (480, 640, 3), dtype=np.uint8)
    segments = np.kron(np.arange(48).reshape(6, 8) * 1000, np.ones((80, 80), int))
    draw_panoptic(image, segments, CLASSES, PALETTE)
    start = time.process_time()
    draw_panoptic(image, segments, CLASSES, PALETTE)
    assert time.process_time() - start < 1.5
