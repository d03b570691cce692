import pytest
import torch

from mmuvp.models.layers.position_bias import KeyAxis, PositionBias


@pytest.fixture
def bias():
    torch.manual_seed(0)
    return PositionBias(64, 3)


def one_by_one(bias, size, rows, columns):
    """The network on the offset of each pair, which is written down from the positions."""
    height, width = size
    offsets = [[(y - rows.first - i * rows.step, x - columns.first - j * columns.step)
                for i in range(rows.count) for j in range(columns.count)]
               for y in range(height) for x in range(width)]
    return bias.layers(bias.embedding(torch.tensor(offsets, dtype=torch.float32))).permute(2, 0, 1)


@pytest.mark.parametrize(('size', 'rows', 'columns'), [
    ((5, 4), KeyAxis.pixels(5), KeyAxis.pixels(4)),
    ((7, 14), KeyAxis(3, 7, 1), KeyAxis(3, 7, 2)),
    ((6, 9), KeyAxis(0.5, 2, 3), KeyAxis(3, 1, 3)),
    ((1, 1), KeyAxis(0, 1, 1), KeyAxis(2.5, 3, 4))])
def test_biases_are_those_of_the_offsets(bias, size, rows, columns):
    found = bias(size, rows, columns)
    assert found.shape == (3, size[0] * size[1], rows.count * columns.count)
    torch.testing.assert_close(found, one_by_one(bias, size, rows, columns))


def test_offsets_keep_their_precision_under_autocast(bias):
    axes = KeyAxis.pixels(1), KeyAxis(0.5, 300, 2)
    with torch.autocast('cpu', torch.bfloat16):
        assert torch.equal(bias((1, 300), *axes), bias((1, 300), *axes).float())
        mixed = bias((1, 300), *axes)
    assert torch.equal(mixed, bias((1, 300), *axes))


def test_gradients_are_those_of_single_pairs(bias):
    shape = (4, 5), KeyAxis(1.5, 2, 2), KeyAxis(0, 1, 3)
    weights = torch.randn(3, 20, 6)
    expected = torch.autograd.grad((one_by_one(bias, *shape) * weights).sum(), bias.parameters())
    found = torch.autograd.grad((bias(*shape) * weights).sum(), bias.parameters())
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b)


def test_layers_are_those_of_the_published_code():
    assert sum(p.numel() for p in PositionBias(64, 2).parameters()) == 12 + 2 * (8 + 20) + 8 + 10
    assert PositionBias(8, 2).embedding.out_features == 1
