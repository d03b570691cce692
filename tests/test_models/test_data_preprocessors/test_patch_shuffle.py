"""Shuffling of patches."""
import pytest
import torch

from mmuvp.models.data_preprocessors import PatchShuffle


def cells_of(image, rows, columns):
    """The cells of an image as a sorted list of nested lists."""
    return sorted(cell.tolist() for row in image.chunk(rows, dim=1) for cell in row.chunk(columns, dim=2))


@pytest.mark.parametrize(('grid', 'shape'), [(2, (2, 2)), (4, (4, 4)), ((2, 3), (2, 3)), (12, (12, 12))])
def test_cells_stay_whole_and_change_places(grid, shape):
    images = torch.rand(3, 2, 12, 24)
    shuffled = PatchShuffle(grid)(images, [0, 1, 2])
    for before, after in zip(images, shuffled, strict=True):
        assert cells_of(before, *shape) == cells_of(after, *shape)
    assert not torch.equal(images, shuffled)


def test_one_cell_is_the_image():
    images = torch.rand(2, 3, 5, 7)
    assert torch.equal(PatchShuffle(1)(images, [0, 1]), images)


def test_order_depends_on_image_and_seed_and_not_on_the_batch():
    image = torch.arange(64.).view(1, 1, 8, 8)
    shuffle = PatchShuffle(4)
    both = shuffle(image.expand(2, -1, -1, -1), [5, 6])
    assert not torch.equal(both[0], both[1])
    assert torch.equal(both[1:], shuffle(image, [6]))
    assert not torch.equal(both[1:], PatchShuffle(4, seed=1)(image, [6]))


def test_all_orders_are_drawn_equally_often():
    image = torch.tensor([[[[0., 1.], [2., 3.]]]])
    shuffled = PatchShuffle(2)(image.expand(2400, -1, -1, -1), range(2400)).flatten(1)
    orders, counts = shuffled.unique(dim=0, return_counts=True)
    assert len(orders) == 24
    assert counts.min() > 60
    assert counts.max() < 140


def test_grid_that_does_not_divide_the_image():
    with pytest.raises(ValueError, match='224 x 225 pixels cannot be cut into 14 x 14 equal cells'):
        PatchShuffle(14)(torch.zeros(1, 3, 224, 225), [0])


@pytest.mark.parametrize('grid', [0, -2, (2, ), (2, 0), (2., 2.), (1, 2, 3)])
def test_grids_are_positive_integers(grid):
    with pytest.raises(ValueError, match='one positive integer or two'):
        PatchShuffle(grid)
