"""Pictures of groups."""
import numpy as np
import pytest

from mmuvp.visualization import draw_groups

IMAGE = np.full((480, 480, 3), 100, np.uint8)


def panels(count, *args):
    drawn = draw_groups(IMAGE, *args)
    assert drawn.shape == (480 + 24, 480 * count + 4 * (count - 1), 3)
    return [drawn[24:, start:start + 480].astype(int) for start in range(0, 484 * count, 484)]


def halves():
    groups = np.zeros((480, 480), np.int64)
    groups[:, 240:] = 5
    return groups


def test_a_panel_for_each_stage():
    quarters = halves()
    quarters[240:] += 1
    image, first, second = panels(3, [quarters, halves()])
    assert (image == 100).all()
    assert len({tuple(first[y, x]) for y in (10, 470) for x in (10, 470)}) == 4
    assert (second[10, 10] == second[470, 10]).all()
    assert (second[10, 10] != second[10, 470]).any()
    assert (second[100, 240] == 255).all(), 'groups have an outline'


def test_names():
    *_, named = panels(3, [halves()], {5: 'cat'})
    assert (named[470, 10] == 100).all(), 'a group without a name is left as it is'
    assert (named[470, 470] != 100).any()


def test_groups_of_one_name_are_one():
    groups = halves()
    *_, named = panels(3, [groups], {0: 'cat', 5: 'cat'})
    assert (named[470, 10] == named[470, 470]).all()
    assert (named[470, 240] != 255).any(), 'there is no outline between them'


def test_all_background():
    *_, named = panels(3, [halves()], {})
    assert (named[470, 10] == 100).all()


def test_odd_sizes_and_a_map_of_another_size():
    image = np.zeros((37, 61, 3), np.uint8)
    assert draw_groups(image, [np.ones((37, 61), int)]).shape[2] == 3
    with pytest.raises(ValueError, match=r'stage 1 has groups of shape \(61, 37\), but the image measures \(37, 61\)'):
        draw_groups(image, [np.ones((61, 37), int)])
