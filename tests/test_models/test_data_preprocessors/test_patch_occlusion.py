"""Occlusion of patches."""
import math

import pytest
import torch
from torch import nn

from mmuvp.models.data_preprocessors import PatchOcclusion


class Brightness(nn.Module):
    """Saliency that is the mean of the channels, at the size of the image or of cells of it."""

    def __init__(self, cell=1):
        super().__init__()
        self.pool = nn.AvgPool2d(cell)
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, images):
        assert not self.training
        return self.pool(images).mean(dim=1) * self.weight


def dropped(images):
    """Which pixels are 0 in all channels."""
    return (images == 0).all(dim=1)


@pytest.mark.parametrize(('ratio', 'count'), [(0, 0), (0.1, 20), (0.5, 98), (0.9, 176), (1, 196)])
def test_random_choice_drops_a_share_of_whole_patches(ratio, count):
    occluded = PatchOcclusion(ratio)(torch.rand(2, 3, 56, 28) + 1, [0, 1])
    by_patch = dropped(occluded).unflatten(1, (14, 4)).unflatten(3, (14, 2)).transpose(2, 3).flatten(3)
    assert torch.equal(by_patch.any(dim=-1), by_patch.all(dim=-1))
    assert by_patch.any(dim=-1).flatten(1).sum(dim=1).tolist() == [count, count]


def test_information_loss_is_a_share_of_patches():
    occlude = PatchOcclusion(0.7, select='salient', measure='attention', saliency=Brightness(), grid=2)
    assert math.isnan(occlude.information_loss)
    # of 1 + 1 + 1 + 9, one patch holds more than 70 %; of 1 + 2 + 3 + 4, two hold as much
    images = torch.tensor([[1., 1, 1, 9], [1, 2, 3, 4]]).view(2, 1, 2, 2).expand(-1, 3, -1, -1)
    occlude(images, [0, 1])
    assert occlude.information_loss == 3 / 8
    occlude(images[:1], [0])
    assert occlude.information_loss == 4 / 12


def test_what_is_left_is_unchanged():
    images = torch.rand(1, 3, 28, 28) + 1
    occluded = PatchOcclusion(0.4)(images, [3])
    left = ~dropped(occluded)[:, None].expand_as(images)
    assert torch.equal(occluded[left], images[left])


def test_choice_depends_on_image_and_seed_and_not_on_the_batch():
    images = torch.ones(2, 3, 28, 28)
    occlude = PatchOcclusion(0.5)
    both = occlude(images, [7, 8])
    assert not torch.equal(both[0], both[1])
    assert torch.equal(both[1:], occlude(images[:1], [8]))
    assert not torch.equal(both[1:], PatchOcclusion(0.5, seed=1)(images[:1], [8]))


def test_larger_ratios_drop_more_of_the_same_patches():
    images = torch.ones(1, 3, 28, 28)
    less, more = (dropped(PatchOcclusion(ratio)(images, [0])) for ratio in (0.3, 0.6))
    assert (less <= more).all()


@pytest.mark.parametrize(('select', 'measure', 'ratio', 'expected'), [
    ('salient', 'patches', 0.5, [2, 3]), ('non-salient', 'patches', 0.5, [0, 1]),
    ('salient', 'patches', 0.25, [3]), ('non-salient', 'patches', 0.25, [0]),
    # of 1 + 2 + 3 + 4, one patch holds 40 %, two hold 70 %
    ('salient', 'attention', 0.4, [3]), ('salient', 'attention', 0.5, [2, 3]), ('salient', 'attention', 0.7, [2, 3]),
    ('non-salient', 'attention', 0.29, [0]), ('non-salient', 'attention', 0.3, [0, 1]),
    ('non-salient', 'attention', 0.59, [0, 1]),
    ('salient', 'attention', 1, [0, 1, 2, 3]), ('non-salient', 'attention', 1, [0, 1, 2, 3]),
    ('salient', 'attention', 0, []), ('non-salient', 'attention', 0, []),
])
@pytest.mark.parametrize('cell', [1, 2, 4])
def test_saliency_decides(select, measure, ratio, expected, cell):
    images = torch.tensor([[1., 2.], [3., 4.]]).repeat_interleave(4, 0).repeat_interleave(4, 1).expand(1, 3, -1, -1)
    occlude = PatchOcclusion(ratio, select, measure, saliency=Brightness(cell), grid=2)
    patches = dropped(occlude(images, [0]))[0, ::4, ::4].flatten()
    assert patches.nonzero().flatten().tolist() == expected


def test_weights_of_the_saliency_are_not_the_models():
    occlude = PatchOcclusion(0.5, 'salient', saliency=Brightness())
    assert not occlude.state_dict()
    assert not list(occlude.parameters())


def test_grid_that_does_not_divide_the_image():
    occluded = dropped(PatchOcclusion(1 / 3, 'salient', saliency=Brightness(), grid=(3, 1))(
        torch.arange(1., 11.).view(1, 1, 10, 1).expand(1, 3, -1, 4), [0]))[0, :, 0]
    # rows of 4, 3 and 3 pixels
    assert occluded.nonzero().flatten().tolist() == [7, 8, 9]


def test_grid_finer_than_the_image():
    with pytest.raises(ValueError, match='8 x 8 pixels have no grid of 14 x 14'):
        PatchOcclusion(0.5)(torch.zeros(1, 3, 8, 8), [0])


@pytest.mark.parametrize(('arguments', 'message'), [
    (dict(ratio=-0.1), r'ratio must be in \[0, 1\], got -0.1'),
    (dict(ratio=1.5), r'ratio must be in \[0, 1\], got 1.5'),
    (dict(ratio=float('nan')), r'ratio must be in \[0, 1\]'),
    (dict(ratio=0.5, select='background'), "select must be one of .* got 'background'"),
    (dict(ratio=0.5, select='salient'), "select='salient' needs saliency"),
    (dict(ratio=0.5, select='salient', saliency=Brightness(), measure='pixels'), "measure .* got 'pixels'"),
    (dict(ratio=0.5, measure='attention'), 'random choice'),
    (dict(ratio=0.5, saliency=Brightness()), 'random choice'),
    (dict(ratio=0.5, grid=0), 'one positive integer'),
])
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        PatchOcclusion(**arguments)
