import pytest
import torch
from mmdet.models.backbones import ResNet

from mmuvp.models.backbones import ResNetWithStem

NARROW = dict(depth=18, base_channels=8, stem_channels=8, norm_eval=False)


def build(kind=ResNetWithStem, **changes):
    """A narrow network in evaluation mode; the stock ``eval`` does not return the module."""
    model = kind(**NARROW, **changes)
    model.eval()
    return model


@pytest.fixture
def image():
    return torch.randn(2, 3, 65, 40)


@pytest.mark.parametrize('deep_stem', [False, True])
def test_maps_of_the_stages_are_the_stock_ones(image, deep_stem):
    ours, stock = build(deep_stem=deep_stem), build(ResNet, deep_stem=deep_stem)
    ours.load_state_dict(stock.state_dict(), strict=True)
    stem, *maps = ours(image)
    assert stem.shape == (2, 8, 33, 20)
    for ours_map, stock_map in zip(maps, stock(image), strict=True):
        assert torch.equal(ours_map, stock_map)


def test_the_pooled_stem_comes_second(image):
    early, late = build(), build(stem_after_pool=True)
    late.load_state_dict(early.state_dict())
    stem, first, *rest = early(image)
    late_first, pooled, *late_rest = late(image)
    assert torch.equal(pooled, early.maxpool(stem))
    assert pooled.shape == first.shape
    assert torch.equal(first, late_first)
    assert all(torch.equal(a, b) for a, b in zip(rest, late_rest, strict=True))
