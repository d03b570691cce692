import pytest
import torch
import torch.nn.functional as F

from mmuvp.models.layers import bilinear_resize, bilinear_sample, nearest_resize

SIZES = [((5, 7), (17, 25)), ((6, 6), (21, 21)), ((4, 3), (4, 3)), ((3, 4), (1, 1)), ((1, 1), (6, 5)), ((9, 8), (4, 5))]


@pytest.mark.parametrize(('width', 'aligned'), [(7, True), (6, False)])
def test_corners_are_aligned_where_the_width_is_odd(width, aligned):
    x = torch.randn(1, 2, 4, width)
    expected = F.interpolate(x, (9, 20), mode='bilinear', align_corners=aligned)
    assert torch.equal(bilinear_resize(x, (9, 20)), expected)
    assert torch.equal(bilinear_resize(x, (9, 20), align_corners=aligned), expected)
    assert not torch.equal(bilinear_resize(x, (9, 20), align_corners=not aligned), expected)


def test_a_map_of_the_right_size_is_returned_as_it_is():
    x = torch.randn(1, 2, 4, 5)
    assert bilinear_resize(x, torch.Size((4, 5))) is x


@pytest.mark.parametrize('align_corners', [None, True, False])
@pytest.mark.parametrize(('source', 'target'), SIZES)
def test_samples_are_pixels_of_the_resized_map(source, target, align_corners):
    x = torch.randn(2, 3, *source, requires_grad=True)
    index = torch.stack([torch.randperm(target[0] * target[1]) for _ in range(2)])
    sampled = bilinear_sample(x, index, target, align_corners)
    expected = bilinear_resize(x, target, align_corners).flatten(2).gather(2, index[:, None].expand(-1, 3, -1))
    torch.testing.assert_close(sampled, expected)
    weight = torch.randn_like(sampled)
    gradients = [torch.autograd.grad((y * weight).sum(), x)[0] for y in (sampled, expected)]
    torch.testing.assert_close(*gradients)


def test_samples_may_repeat_and_be_few():
    x = torch.randn(1, 3, 5, 5)
    sampled = bilinear_sample(x, torch.tensor([[80, 0, 80]]), (9, 9))
    resized = bilinear_resize(x, (9, 9))
    torch.testing.assert_close(sampled[0, :, 0], resized[0, :, 8, 8])
    assert torch.equal(sampled[0, :, 0], sampled[0, :, 2])


@pytest.mark.parametrize(('source', 'target'), [
    ((9, 17), (5, 9)), ((5, 9), (9, 33)), ((321, 321), (41, 41)), ((8, 6), (4, 3))])
def test_nearest_pixels_lie_on_the_grid_of_the_bilinear_ones(source, target):
    rows = torch.arange(source[0]).double()[:, None].expand(source)
    columns = torch.arange(source[1]).double().expand(source)
    for position in (rows, columns):
        exact = bilinear_resize(position[None, None], target)[0, 0]
        assert (nearest_resize(position, target) - exact).abs().max() <= 0.5


def test_nearest_resize_keeps_type_and_batch():
    x = torch.randint(-1, 9, (3, 7, 5))
    y = nearest_resize(x, (4, 3))
    assert y.dtype == torch.long
    assert torch.equal(y, x[:, ::2, ::2])
    assert nearest_resize(x, (1, 1)).shape == (3, 1, 1)
