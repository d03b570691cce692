"""Thresholding of attention maps by the mass that is kept."""
import pytest
import torch

from mmuvp.models.task_modules import attention_masks, keep_mass


def literal(attention, mass):
    """Take cells, largest first, until they hold the share."""
    kept, total, held = set(), sum(attention), 0
    for cell in sorted(range(len(attention)), key=lambda i: -attention[i]):
        if held >= mass * total:
            break
        kept.add(cell)
        held += attention[cell]
    return kept


@pytest.mark.parametrize('mass', [0, 0.1, 0.5, 0.9, 0.99])
def test_agrees_with_the_literal_definition(mass):
    maps = torch.rand(3, 5, 7, dtype=torch.float64).softmax(dim=-1)
    kept = keep_mass(maps, mass)
    for one, mask in zip(maps, kept, strict=True):
        assert set(mask.flatten().nonzero().flatten().tolist()) == literal(one.flatten().tolist(), mass)


@pytest.mark.parametrize(('mass', 'expected'), [
    (0, []), (0.4, [3]), (0.5, [3]), (0.51, [1, 3]), (0.9, [0, 1, 3]), (1, [0, 1, 3])])
def test_hand_made_map(mass, expected):
    kept = keep_mass(torch.tensor([[[2., 3.], [0., 5.]]]), mass)
    assert kept.flatten().nonzero().flatten().tolist() == expected


def test_scale_does_not_matter():
    maps = torch.rand(2, 6, 4)
    assert torch.equal(keep_mass(maps, 0.7), keep_mass(maps * 2 ** -20, 0.7))


def test_all_of_the_mass_keeps_every_cell_that_is_not_zero():
    maps = torch.full((1, 64, 64), 1e-12)
    maps[0, 0, 0], maps[0, 1, 1] = 1, 0
    assert keep_mass(maps, 1).sum() == 64 * 64 - 1


def test_equal_cells_stay_together():
    kept = keep_mass(torch.tensor([[[3., 1.], [3., 1.]], [[2., 2.], [2., 2.]]]), 0.3)
    assert kept.flatten(1).tolist() == [[True, False, True, False], [True, True, True, True]]


def test_an_empty_map_keeps_nothing():
    assert not keep_mass(torch.zeros(1, 3, 3), 0.9).any()


@pytest.mark.parametrize('mass', [-0.1, 1.1])
def test_mass_is_a_share(mass):
    with pytest.raises(ValueError, match=r'must be in \[0, 1\]'):
        keep_mass(torch.ones(1, 2, 2), mass)


@pytest.mark.parametrize('value', [-1., float('nan')])
def test_attention_is_not_negative(value):
    with pytest.raises(ValueError, match='negative'):
        keep_mass(torch.tensor([[[1., value]]]), 0.5)


def test_nearest_enlargement_and_threshold_can_change_places():
    maps = torch.rand(2, 3, 5)
    enlarged = attention_masks(maps, (12, 20), 0.6)
    assert torch.equal(enlarged, keep_mass(maps, 0.6).repeat_interleave(4, 1).repeat_interleave(4, 2))


def test_bilinear_enlargement_smooths():
    maps = torch.tensor([[[0., 1.]]])
    nearest, bilinear = (attention_masks(maps, (1, 8), 0.99, mode)[0, 0].sum() for mode in ('nearest', 'bilinear'))
    assert (nearest, bilinear) == (4, 6)


def test_unknown_interpolation():
    with pytest.raises(ValueError, match="one of \\['nearest', 'bilinear'\\], got 'area'"):
        attention_masks(torch.ones(1, 2, 2), (4, 4), interpolation='area')
