import pytest
import torch

from mmuvp.models.layers import BatchNormAttention

HEADS, KEYS, VALUES = 2, 8, 12


def literal(attention, query, key, value):
    """The same with the logits written out."""
    query, key, value = (x.unflatten(1, (HEADS, -1)) for x in (query, key, value))
    logits = attention.similarity_norm(torch.einsum('bhdn,bhdm->bhnm', query, key))
    retrieved = torch.einsum('bhnm,bhdm->bhdn', logits.softmax(dim=-1), value)
    return attention.value_norm(retrieved.flatten(1, 2))


@pytest.fixture
def inputs():
    return [torch.randn(3, channels, length, requires_grad=True)
            for channels, length in ((KEYS, 5), (KEYS, 7), (VALUES, 7))]


@pytest.fixture
def build():
    def run():
        torch.manual_seed(0)
        attention = BatchNormAttention(VALUES, HEADS)
        for norm in attention.children():
            torch.nn.init.normal_(norm.weight, 1, 0.3)
            torch.nn.init.normal_(norm.bias)
        return attention
    return run


@pytest.mark.parametrize('training', [True, False])
def test_equals_the_literal_version(build, inputs, training):
    ours, theirs = build().train(training), build().train(training)
    results = ours.attend(*inputs), literal(theirs, *inputs)
    torch.testing.assert_close(*results, rtol=1e-4, atol=1e-5)
    weight = torch.randn_like(results[0])
    gradients = [torch.autograd.grad((result * weight).sum(), inputs) for result in results]
    for a, b in zip(*gradients, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-5)
    for name, value in ours.state_dict().items():
        torch.testing.assert_close(value, theirs.state_dict()[name], rtol=1e-4, atol=1e-5, msg=name)


def test_the_shift_of_the_logits_has_a_gradient_of_zero(build, inputs):
    attention = build()
    attention.attend(*inputs).square().sum().backward()
    assert all(p.grad is not None for p in attention.parameters())
    assert not attention.similarity_norm.bias.grad.any()


def test_mixed_precision_agrees(build, inputs):
    attention = build().eval()
    with torch.no_grad(), torch.autocast('cpu', torch.bfloat16):
        half = attention.attend(*[x.bfloat16() for x in inputs])
        full = attention.attend(*inputs)
    assert (half - full).norm() < 0.03 * full.norm()
