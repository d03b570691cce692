import pytest
import torch
from mmpretrain.models.backbones import ConvNeXt

from mmuvp.models.backbones import PaddedConvNeXt

NARROW = dict(depths=[1, 1, 1, 1], channels=[4, 6, 8, 10])


def build(**changes):
    """A narrow network in evaluation mode; the stock ``eval`` does not return the module."""
    model = PaddedConvNeXt(NARROW, **changes)
    model.eval()
    return model


@pytest.mark.parametrize('size', [(33, 65), (40, 72), (64, 64), (5, 1)])
def test_maps_have_rounded_up_strides(size):
    maps = PaddedConvNeXt(NARROW)(torch.randn(2, 3, *size))
    for feature, channels, stride in zip(maps, NARROW['channels'], (4, 8, 16, 32), strict=True):
        assert feature.shape == (2, channels, *(-(-s // stride) for s in size))


def test_parameters_are_the_stock_ones_without_output_norms():
    ours = PaddedConvNeXt(NARROW).state_dict()
    stock = ConvNeXt(NARROW, out_indices=[0, 1, 2, 3], gap_before_final_norm=False).state_dict()
    assert {k: v.shape for k, v in ours.items()} == {
        k: v.shape for k, v in stock.items() if not k.startswith('norm')}


def test_the_stem_sees_zeros_around_the_image():
    model = build(with_stem=True)
    conv, norm = model.downsample_layers[0]
    image = torch.randn(1, 3, 5, 6)
    padded = torch.zeros(1, 3, 5 + 3, 6 + 3)
    padded[:, :, 1:6, 1:7] = image
    # the windows of the four output pixels, cut out by hand
    for row in range(2):
        for column in range(2):
            window = padded[:, :, 4 * row:4 * row + 4, 4 * column:4 * column + 4]
            pixel = norm((window[:, None] * conv.weight).sum(dim=(2, 3, 4)).add(conv.bias)[..., None, None])
            torch.testing.assert_close(model(image)[0][:, :, row, column], pixel[..., 0, 0])


def test_zeros_at_the_border_of_a_downsampling_become_the_bias_of_its_norm():
    model = build(out_indices=(1,))
    norm, conv = model.downsample_layers[1]
    torch.nn.init.normal_(norm.bias)
    # only the last tap of the 2x2 kernel: at the right and the bottom border it reads a padded pixel
    with torch.no_grad():
        conv.weight[:, :, 0] = conv.weight[:, :, 1, 0] = 0
    model.stages[1] = torch.nn.Identity()
    corner = model(torch.randn(1, 3, 33, 33))[0][0, :, -1, -1]
    torch.testing.assert_close(corner, conv.weight[:, :, 1, 1] @ norm.bias + conv.bias)


def test_the_stem_comes_first_when_asked_for():
    image = torch.randn(1, 3, 33, 33)
    with_stem, without = build(with_stem=True), build()
    without.load_state_dict(with_stem.state_dict())
    stem, *rest = with_stem(image)
    assert stem.shape == rest[0].shape
    assert not torch.equal(stem, rest[0])
    for ours, theirs in zip(rest, without(image), strict=True):
        assert torch.equal(ours, theirs)


def test_every_parameter_has_a_gradient():
    model = PaddedConvNeXt(NARROW)
    sum(feature.square().sum() for feature in model(torch.randn(2, 3, 40, 33))).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
