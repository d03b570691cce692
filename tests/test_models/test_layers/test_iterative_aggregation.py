"""Iterative aggregation against its definition."""
import pytest
import torch
import torch.nn.functional as F

from mmuvp.models.layers.iterative_aggregation import BilinearUpsampling, IterativeAggregation

CHANNELS = 4, 8, 8, 12


def maps(size=(37, 21)):
    generator = torch.Generator().manual_seed(0)
    found = []
    for channels in CHANNELS:
        found.append(torch.randn(2, channels, *size, generator=generator))
        size = tuple((length + 1) // 2 for length in size)
    return found


@pytest.fixture
def network():
    torch.manual_seed(0)
    return IterativeAggregation(CHANNELS)


def test_upsampling_starts_bilinear():
    x = torch.randn(1, 3, 5, 7, generator=torch.Generator().manual_seed(0))
    expected = F.interpolate(x, scale_factor=2, mode='bilinear')
    upsampled = BilinearUpsampling(3)(x)
    torch.testing.assert_close(upsampled[..., 1:-1, 1:-1], expected[..., 1:-1, 1:-1])
    torch.testing.assert_close(upsampled[..., 0, 1:-1], 0.75 * expected[..., 0, 1:-1])  # zeros are outside


def test_the_order_of_the_merging(network):
    """Written out for four maps."""
    def merge(step, number, fine, coarse):
        parts = network.steps[step]
        coarse = parts.upsamplings[number](parts.projections[number](coarse))
        return parts.fusions[number](torch.cat([fine, coarse[..., :fine.shape[2], :fine.shape[3]]], dim=1))

    network.eval()
    one, two, three, four = maps()
    three_a = merge(0, 0, three, four)
    two_a = merge(1, 0, two, three)
    two_b = merge(1, 1, two_a, three_a)
    one_a = merge(2, 0, one, two)
    one_b = merge(2, 1, one_a, two_a)
    torch.testing.assert_close(network(maps()), merge(2, 2, one_b, two_b))


@pytest.mark.parametrize('size', [(32, 32), (37, 21), (9, 16), (5, 1)])
def test_any_size(network, size):
    assert network.eval()(maps(size)).shape == (2, 4, *size)


def test_all_parameters_get_gradients(network):
    network(maps()).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_it_compiles_as_one_graph(network):
    network.eval()
    compiled = torch.compile(network, backend='eager', fullgraph=True)
    torch.testing.assert_close(compiled(maps()), network(maps()))
