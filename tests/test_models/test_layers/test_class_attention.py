import pytest
import torch
import torch.nn.functional as F

from mmuvp.models.layers import class_attention_map


@pytest.mark.parametrize('extra', [1, 2])
def test_it_is_what_the_fused_kernel_computes(extra):
    torch.manual_seed(0)
    query, keys = torch.randn(2, 3, 1, 8), torch.randn(2, 3, extra + 6, 8)
    # attention to values that are the axes of a space is its weights
    weights = F.scaled_dot_product_attention(query, keys, torch.eye(extra + 6).expand(2, 3, -1, -1))
    attention = class_attention_map(query, keys, (2, 3), extra)
    torch.testing.assert_close(attention, weights[:, :, 0, extra:].mean(dim=1).unflatten(1, (2, 3)))


def test_precision_and_gradient():
    query, keys = torch.randn(1, 2, 1, 8, requires_grad=True), torch.randn(1, 2, 5, 8)
    expected = class_attention_map(query, keys, (2, 2))
    assert not expected.requires_grad
    with torch.autocast('cpu', torch.bfloat16):
        assert torch.equal(class_attention_map(query, keys, (2, 2)), expected)
        half = class_attention_map(query.bfloat16(), keys.bfloat16(), (2, 2))
    assert half.dtype == torch.float32
    torch.testing.assert_close(half, expected, rtol=0.05, atol=0.01)


def test_scale():
    query, keys = torch.randn(1, 1, 1, 4), torch.randn(1, 1, 3, 4)
    torch.testing.assert_close(class_attention_map(query, keys, (1, 2), scale=0.), torch.full((1, 1, 2), 1 / 3))
