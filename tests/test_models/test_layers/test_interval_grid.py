"""The windows of every n-th pixel, against slices of the map."""
import pytest
import torch

from mmuvp.models.layers.interval_grid import IntervalGrid

INTERVAL = 4


@pytest.fixture
def x():
    return torch.randn(2, 8, 12, 3, generator=torch.Generator().manual_seed(0))


def test_windows_are_slices(x):
    grid = IntervalGrid(8, 12, INTERVAL)
    windows = grid.split(x)
    assert grid.window_size == (2, 3)
    assert windows.shape == (2, INTERVAL ** 2, 6, 3)
    for row in range(INTERVAL):
        for column in range(INTERVAL):
            expected = x[:, row::INTERVAL, column::INTERVAL].flatten(1, 2)
            assert torch.equal(windows[:, INTERVAL * row + column], expected)


def test_join_undoes_split(x):
    grid = IntervalGrid(8, 12, INTERVAL)
    assert torch.equal(grid.join(grid.split(x)), x)


def test_centres_are_mean_positions():
    grid = IntervalGrid(8, 12, INTERVAL)
    places = torch.stack(torch.meshgrid(torch.arange(8.), torch.arange(12.), indexing='ij'), dim=-1)
    means = grid.split(places[None]).mean(dim=2)[0].unflatten(0, (INTERVAL, INTERVAL))
    for axis, mean in zip(grid.centres(), (means[:, 0, 0], means[0, :, 1]), strict=True):
        assert axis.count == INTERVAL
        assert torch.equal(mean, axis.first + axis.step * torch.arange(INTERVAL))
