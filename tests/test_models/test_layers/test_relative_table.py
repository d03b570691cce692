import numpy as np
import pytest
import torch

from mmuvp.models.layers.relative_table import resize_relative_table, spread


@pytest.mark.parametrize(('count', 'reach'), [(13, 47), (13, 31), (6, 6), (13, 6)])
def test_steps_grow_by_one_ratio(count, reach):
    places = spread(count, reach)
    assert len(places) == 2 * count + 1
    assert places == pytest.approx(-places[::-1])
    assert (places[count], places[count + 1], places[-1]) == pytest.approx((0, 1, reach))
    steps = np.diff(places[count:])
    assert steps[1:] / steps[:-1] == pytest.approx(steps[1] / steps[0])


def test_a_smooth_table_keeps_its_values_at_the_same_places():
    places = torch.tensor(spread(13, 23))
    table = (places[:, None] / 10 - places[None] ** 2 / 100).flatten()[:, None].expand(-1, 2)
    table = torch.cat([table, torch.arange(6.).view(3, 2)])
    resized = resize_relative_table(table, 47, extra=3)
    wanted = torch.arange(-23., 24, dtype=torch.double)
    torch.testing.assert_close(resized[:-3, 0].view(47, 47), wanted[:, None] / 10 - wanted[None] ** 2 / 100)
    assert torch.equal(resized[-3:], table[-3:])


def test_a_table_of_the_right_size_stays():
    table = torch.rand(49 + 3, 2)
    assert resize_relative_table(table, 7, extra=3) is table
