import pytest
import torch

from mmuvp.models.layers.window_grid import WindowGrid


def pixels(height, width):
    return torch.arange(height * width).view(1, height, width, 1)


@pytest.mark.parametrize(('height', 'width', 'window'), [(6, 8, 2), (7, 5, 3), (2, 9, 4), (1, 1, 7)])
def test_joining_undoes_splitting(height, width, window):
    grid, x = WindowGrid(height, width, window), torch.randn(2, height, width, 3)
    windows = grid.split(x)
    assert windows.shape == (2, grid.rows * grid.columns, window ** 2, 3)
    assert torch.equal(grid.join(windows), x)
    assert torch.equal(grid.roll(grid.roll(windows, -1), 1), windows)


def test_windows_are_squares_read_by_row():
    windows = WindowGrid(4, 4, 2).split(pixels(4, 4)).squeeze()
    assert windows.tolist() == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]


def test_padding_is_at_the_bottom_and_the_right():
    windows = WindowGrid(3, 1, 2).split(pixels(3, 1), value=-1).squeeze()
    assert windows.tolist() == [[0, -1, 1, -1], [2, -1, -1, -1]]


def test_rolling_starts_half_a_window_later():
    grid = WindowGrid(4, 4, 2)
    assert grid.roll(grid.split(pixels(4, 4)), -1)[0, 0].flatten().tolist() == [5, 6, 9, 10]


def test_an_axis_of_one_window_is_not_rolled():
    grid = WindowGrid(2, 4, 2)
    assert grid.roll(grid.split(pixels(2, 4)), -1)[0, 0].flatten().tolist() == [1, 2, 5, 6]
    assert grid.regions('cpu').tolist() == [[0, 0, 0, 0], [0, 1, 0, 1]]


def test_regions_tell_what_the_roll_brought_together():
    """Pixels of one region and one window are as far apart as they were before the roll."""
    grid = WindowGrid(8, 12, 4)
    rolled = grid.roll(grid.split(pixels(8, 12)), -1).squeeze(-1).squeeze(0)
    regions = grid.regions('cpu')
    place = torch.arange(16)
    for before, region in zip(rolled, regions, strict=True):
        together = region[:, None] == region[None]
        near = torch.ones_like(together)
        for now, old in ((place // 4, before // 12), (place % 4, before % 12)):
            near &= now[:, None] - now[None] == old[:, None] - old[None]
        assert torch.equal(together, near)


@pytest.mark.parametrize(('height', 'width', 'window'), [(6, 8, 2), (7, 5, 3), (2, 9, 4), (1, 1, 7), (14, 21, 7)])
def test_dilated_windows_take_one_of_every_so_many_pixels(height, width, window):
    grid = WindowGrid(height, width, window, dilated=True)
    windows = grid.split(pixels(height, width), value=-1).squeeze(-1).squeeze(0)
    rows, columns = -(-height // window), -(-width // window)
    for number, found in enumerate(windows.tolist()):
        i, j = divmod(number, columns)
        places = [(a * rows + i, b * columns + j) for a in range(window) for b in range(window)]
        assert found == [y * width + x if y < height and x < width else -1 for y, x in places]
    x = torch.randn(2, height, width, 3)
    assert torch.equal(grid.join(grid.split(x)), x)


@pytest.mark.parametrize('dilated', [False, True])
@pytest.mark.parametrize(('height', 'width', 'window'), [(6, 8, 2), (7, 5, 3), (1, 9, 4)])
def test_what_is_inside_and_where_windows_are(height, width, window, dilated):
    grid = WindowGrid(height, width, window, dilated)
    inside = grid.inside('cpu')
    assert inside.any(dim=1).all()
    assert inside.sum() == height * width
    assert grid.is_padded == (not inside.all())
    padded = grid.rows * window, grid.columns * window
    places = torch.stack(torch.meshgrid(*map(torch.arange, padded), indexing='ij'), dim=-1).float()
    centres = WindowGrid(*padded, window, dilated).split(places[None])[0].mean(dim=1)
    expected = [(rows.first + i * rows.step, columns.first + j * columns.step)
                for rows, columns in [grid.centres()] for i in range(rows.count) for j in range(columns.count)]
    assert centres.tolist() == [list(pair) for pair in expected]
