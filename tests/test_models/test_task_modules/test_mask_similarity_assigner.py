from itertools import permutations

import pytest
import torch
from narrow_models import CLASSES, random_truth

from mmuvp.models.task_modules import GroundTruth, MaskSimilarityAssigner


def literal_similarity(mask_logits, class_logits, truth, mask_void):
    """Dice and class probability, pair by pair."""
    predicted, covered = mask_logits.softmax(dim=0), truth.masks.any(dim=0)
    dice = torch.zeros(len(mask_logits), len(truth.labels))
    probability = torch.zeros_like(dice)
    for q in range(len(mask_logits)):
        p = predicted[q] * covered if mask_void else predicted[q]
        for m, (label, mask) in enumerate(zip(truth.labels, truth.masks, strict=True)):
            dice[q, m] = p[mask].sum() / ((p.sum() + mask.sum()) / 2 + 1e-5)
            probability[q, m] = class_logits[q].softmax(dim=0)[label]
    return dice, probability


def inputs(queries, masks, height=7, width=5):
    return torch.randn(queries, height, width), torch.randn(queries, CLASSES + 1), random_truth(height, width, masks)


@pytest.mark.parametrize('mask_void', [True, False])
def test_similarity_equals_the_literal_version(mask_void):
    arguments = inputs(5, 3)
    dice, probability = MaskSimilarityAssigner(mask_void).similarity(*arguments)
    expected = literal_similarity(*arguments, mask_void)
    torch.testing.assert_close(dice, expected[0])
    torch.testing.assert_close(probability, expected[1])


@pytest.mark.parametrize(('queries', 'masks'), [(5, 3), (3, 3), (3, 5), (1, 4), (4, 1)])
def test_no_other_pairing_is_more_similar(queries, masks):
    arguments = inputs(queries, masks)
    assigner = MaskSimilarityAssigner()
    dice, probability = assigner.similarity(*arguments)
    product = dice * probability
    match = assigner.assign(*arguments)
    count = min(queries, masks)
    assert len(match.queries) == len(match.masks) == count
    assert match.queries.tolist() == sorted(set(match.queries.tolist()))
    assert len(set(match.masks.tolist())) == count
    if queries <= masks:
        best = max(sum(product[q, m] for q, m in enumerate(order)) for order in permutations(range(masks), queries))
    else:
        best = max(sum(product[q, m] for m, q in enumerate(order)) for order in permutations(range(queries), masks))
    torch.testing.assert_close(product[match.queries, match.masks].sum(), best)
    assert torch.equal(match.mask_similarity, dice[match.queries, match.masks])
    assert torch.equal(match.class_probability, probability[match.queries, match.masks])


def test_an_image_without_masks_has_no_pairs():
    truth = GroundTruth(torch.zeros(0, dtype=torch.long), torch.zeros(0, 7, 5, dtype=torch.bool))
    match = MaskSimilarityAssigner().assign(torch.randn(4, 7, 5), torch.randn(4, CLASSES + 1), truth)
    assert len(match.queries) == len(match.masks) == len(match.mask_similarity) == len(match.class_probability) == 0


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
@pytest.mark.parametrize('which', [0, 1])
def test_logits_that_are_not_finite_are_an_error(value, which):
    arguments = inputs(5, 3)
    arguments[which][0] = value
    with pytest.raises(FloatingPointError, match='diverged'):
        MaskSimilarityAssigner().assign(*arguments)


def test_nothing_carries_a_gradient():
    mask_logits, class_logits, truth = inputs(5, 3)
    match = MaskSimilarityAssigner().assign(mask_logits.requires_grad_(), class_logits.requires_grad_(), truth)
    assert not match.mask_similarity.requires_grad
    assert not match.class_probability.requires_grad
