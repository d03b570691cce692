import pytest
import torch

from mmuvp.models.losses import pairwise_logsumexp as module
from mmuvp.models.losses.pairwise_logsumexp import pairwise_logsumexp


@pytest.fixture(params=[3, 8, 100])
def block(request, monkeypatch):
    """Rows at a time: some that divide the vectors, some that do not, and more than there are."""
    monkeypatch.setattr(module, 'BLOCK', request.param)


def literal(x, scale, included):
    logits = scale * x.mT @ x
    return logits.masked_fill(~included[:, None], -torch.inf).logsumexp(dim=-1)


def test_equals_the_literal_version_with_its_gradients(block):
    x = torch.randn(2, 5, 16, dtype=torch.double, requires_grad=True)
    included = torch.rand(2, 16) < 0.7
    weight = torch.randn(2, 16)
    found, expected = pairwise_logsumexp(x, 2.5, included), literal(x, 2.5, included)
    torch.testing.assert_close(found, expected)
    gradients = [torch.autograd.grad((y * weight).sum(), x)[0] for y in (found, expected)]
    torch.testing.assert_close(*gradients)


def test_large_products_do_not_overflow():
    x = torch.full((1, 1, 4), 100., requires_grad=True)
    result = pairwise_logsumexp(x, 1., torch.ones(1, 4, dtype=torch.bool))
    torch.testing.assert_close(result, torch.full((1, 4), 1e4 + torch.tensor(4.).log().item()))
    result.sum().backward()
    assert x.grad.isfinite().all()


def test_nothing_that_counts_gives_finite_numbers():
    x = torch.randn(1, 3, 6, requires_grad=True)
    result = pairwise_logsumexp(x, 1., torch.zeros(1, 6, dtype=torch.bool))
    assert result.isfinite().all()
    (result * 0).sum().backward()
    assert (x.grad == 0).all()


def test_no_map_of_all_pairs_is_held():
    x = torch.randn(1, 4, 1024, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: sizes.append(t.numel()) or t, lambda t: t):
        sizes = []
        pairwise_logsumexp(x, 1., torch.ones(1, 1024, dtype=torch.bool))
    assert max(sizes) <= x.numel()
