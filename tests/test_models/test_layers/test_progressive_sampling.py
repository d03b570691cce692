"""Reading maps at points, and moving the points."""
import pytest
import torch
from torch import nn

from mmuvp.models.layers import ProgressiveSampling, regular_points, sample_points
from mmuvp.registry import MODELS


class Cut(nn.Module):
    """Lets no gradient through."""

    def forward(self, x):
        return x.detach()


def build(layers, channels=4, num_samples=3, **changes):
    module = ProgressiveSampling(channels=channels, layers=layers, num_samples=num_samples, **changes)
    module.init_weights()
    return module


def moving(module):
    """The same module with offsets that are not 0."""
    for offset in module.offsets:
        nn.init.normal_(offset.weight, std=0.5)
        nn.init.constant_(offset.bias, 0.3)
    return module


def encoders(number, channels=4):
    return [nn.Sequential(nn.LayerNorm(channels), nn.Linear(channels, channels)) for _ in range(number)]


def test_points_of_the_regular_grid():
    """Equation 3.2: rows before columns, y before x, each half a step from the border."""
    points = regular_points(14, (56, 28))
    assert points.shape == (196, 2)
    assert points[:2].tolist() == [[2, 1], [2, 3]]
    assert points[14].tolist() == [6, 1]
    assert points[-1].tolist() == [54, 27]


@pytest.mark.parametrize(('point', 'value'), [
    ((0, 0), 1), ((1, 2), 6), ((0.5, 0), 2.5), ((0.25, 0.5), 2.25),  # pixels are at whole numbers
    ((-0.5, 0), 0.5), ((0, 2.75), 0.75), ((1.5, 2), 3),  # between the border and the zeros around it
    ((-1, 0), 0), ((2, 0), 0), ((0, 9), 0)])
def test_reading_between_pixels_and_outside(point, value):
    features = torch.tensor([[[[1., 2, 3], [4, 5, 6]]]])
    read = sample_points(features, torch.tensor([[point]], dtype=torch.float32))
    assert read.item() == pytest.approx(value, abs=1e-5)


def test_gradients_of_reading():
    features = torch.randn(2, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    points = (6 * torch.rand(2, 7, 2, dtype=torch.float64) - 1).requires_grad_()
    assert torch.autograd.gradcheck(sample_points, (features, points))


@pytest.mark.parametrize('size', [(1, 1), (1, 9), (13, 5)])
def test_nothing_moves_at_first(size):
    module, seen = build(encoders(3)), {}
    tokens = module(torch.randn(2, 4, *size), seen)
    assert tokens.shape == (2, 9, 4)
    assert (len(seen['points']), len(seen['offsets'])) == (3, 2)
    assert all(torch.equal(points, regular_points(3, size).expand(2, -1, -1)) for points in seen['points'])


def test_points_move_by_the_offsets():
    """Equation 3.1."""
    module, seen = moving(build(encoders(4))), {}
    module(torch.randn(2, 4, 7, 6), seen)
    for before, offset, after in zip(seen['points'], seen['offsets'], seen['points'][1:], strict=False):
        assert offset.abs().min() > 0
        torch.testing.assert_close(before + offset, after)


def test_tokens_are_read_where_the_points_are():
    """Equations 3.3 and 3.4, with layers that do nothing: what is read and the positions add up."""
    module, seen, features = moving(build([nn.Identity(), nn.Identity()])), {}, torch.randn(2, 4, 6, 9)
    tokens = module(features, seen)
    size = torch.tensor([6., 9.])
    expected = sum(sample_points(features, p) + module.position(p / size) for p in seen['points'])
    torch.testing.assert_close(tokens, expected)


def test_offsets_that_are_0_learn():
    module = build(encoders(3))
    module(torch.randn(2, 4, 7, 6)).square().sum().backward()
    for parameter in module.parameters():
        assert parameter.grad.isfinite().all()
    for offset in module.offsets:
        assert offset.weight.grad.abs().max() > 0
        assert offset.bias.grad.abs().max() > 0


def test_an_offset_learns_only_from_what_is_read_next():
    """Equation 3.9: neither from later points, which it moves as well, nor from positions."""
    module = build([nn.Identity(), Cut(), nn.Identity()])
    module(torch.randn(2, 4, 7, 6)).square().sum().backward()
    first, second = module.offsets
    assert first.bias.grad is None or not first.bias.grad.any()
    assert second.bias.grad.any()


def test_sharing_iterations_is_having_equal_ones():
    shared = moving(build(encoders(1), num_iterations=3))
    assert (len(shared.layers), len(shared.offsets)) == (1, 1)
    apart = build(encoders(3))
    apart.position = shared.position
    for module in apart.layers:
        module.load_state_dict(shared.layers[0].state_dict())
    for module in apart.offsets:
        module.load_state_dict(shared.offsets[0].state_dict())
    features = torch.randn(2, 4, 5, 8)
    torch.testing.assert_close(shared(features), apart(features))


def test_a_single_iteration_has_no_offsets():
    module = build(encoders(1))
    assert len(module.offsets) == 0
    module(torch.randn(1, 4, 5, 5)).sum().backward()


@pytest.mark.parametrize('kind', ['autocast', 'weights'])
def test_points_stay_precise_in_half_precision(kind):
    """The step from a number near 50 to the next is a quarter of a pixel in bfloat16."""
    module, seen, features = build(encoders(2)), {}, torch.randn(1, 4, 60, 60)
    nn.init.constant_(module.offsets[0].bias, 0.0625)
    if kind == 'weights':
        module, features = module.bfloat16(), features.bfloat16()
    with torch.autocast('cpu', torch.bfloat16, enabled=kind == 'autocast'):
        module(features, seen)
    assert torch.equal(seen['points'][1], seen['points'][0] + 0.0625)


@pytest.mark.parametrize('dtype', [torch.float64, torch.bfloat16])
def test_other_types(dtype):
    module, features = moving(build(encoders(2))), torch.randn(2, 4, 6, 6)
    full = module(features)
    tokens = module.to(dtype)(features.to(dtype))
    assert tokens.dtype == dtype
    assert (tokens - full).norm() < (1e-5 if dtype == torch.float64 else 0.05) * full.norm()


@pytest.mark.parametrize(('changes', 'message'), [
    (dict(num_iterations=3), '3 iterations need as many layers, or one to share, not 2'),
    (dict(num_iterations=0), '0 iterations'),
    (dict(num_samples=0), 'num_samples must be at least 1, not 0')])
def test_wrong_arguments_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        build(encoders(2), **changes)


def test_config():
    layers = encoders(2)
    module = MODELS.build(dict(type='mmuvp.ProgressiveSampling', channels=4, layers=layers, num_samples=3))
    assert module.layers[0] is layers[0]
