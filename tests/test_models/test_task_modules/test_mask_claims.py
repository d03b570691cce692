import pytest
import torch

from mmuvp.models.task_modules import claim_pixels, mask_claims

SIZE = (12, 15)


def claims_of(probability, candidates=None, threshold=0.4):
    """Claims on a map whose softmax over queries is given, without any resizing."""
    queries, *size = probability.shape
    if candidates is None:
        candidates = torch.ones(queries, dtype=torch.bool)
    return claim_pixels(probability.log(), candidates, threshold, size, size, size)


def random_probability(queries=6):
    return (3 * torch.randn(queries, *SIZE)).softmax(dim=0)


@pytest.mark.parametrize('threshold', [1 / 3, 0.4, 0.5, 0.9])
def test_claims_are_what_exceeds_the_threshold(threshold):
    probability = random_probability()
    claims = claims_of(probability, threshold=threshold)
    masks = probability > threshold
    owned = torch.stack([(claims.owners == q).any(dim=0) for q in range(6)])
    assert torch.equal(owned, masks)
    assert torch.equal(claims.areas, masks.sum(dim=(1, 2)))
    mean = (probability * masks).sum(dim=(1, 2)) / masks.sum(dim=(1, 2)).clamp(min=1)
    torch.testing.assert_close(claims.confidence, mean)
    shared = (masks[:, None] & masks[None]).sum(dim=(2, 3))
    assert torch.equal(claims.shared, shared - shared.diag().diag())


def test_only_candidates_claim():
    probability = random_probability()
    candidates = torch.tensor([True, False, True, True, False, False])
    claims = claims_of(probability, candidates)
    masks = (probability > 0.4) & candidates[:, None, None]
    assert torch.equal(claims.areas, masks.sum(dim=(1, 2)))
    assert not claims.confidence[~candidates].any()
    assert set(claims.owners.unique().tolist()) <= {0, 2, 3, 6}


def test_pixels_without_a_claim_have_no_owner():
    claims = claims_of(torch.full((6, *SIZE), 1 / 6))
    assert (claims.owners == 6).all()
    assert not claims.areas.any()
    assert not claims.confidence.any()
    assert not claims.shared.any()


def test_one_query_owns_everything():
    claims = claims_of(torch.ones(1, *SIZE))
    assert (claims.owners[0] == 0).all()
    assert (claims.owners[1] == 1).all()
    assert claims.areas.tolist() == [SIZE[0] * SIZE[1]]


@pytest.mark.parametrize('elements', [1, 200, 10 ** 9])
def test_the_size_of_the_parts_changes_nothing(monkeypatch, elements):
    logits = 3 * torch.randn(6, 5, 7)
    arguments = logits, torch.ones(6, dtype=torch.bool), 0.4, (17, 25), (15, 22), (31, 18)
    expected = claim_pixels(*arguments)
    monkeypatch.setattr(mask_claims, 'CPU_CHUNK', elements)
    claims = claim_pixels(*arguments)
    for name in ('owners', 'areas', 'confidence', 'shared'):
        torch.testing.assert_close(getattr(claims, name), getattr(expected, name))
