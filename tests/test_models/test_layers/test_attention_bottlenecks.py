"""Residual blocks whose 3x3 convolution is attention."""
import pytest
import torch
from narrow_models import wake_up
from torch import nn

from mmuvp.models.layers import AxialBottleneck, LocalAttentionBottleneck

KINDS = [AxialBottleneck, LocalAttentionBottleneck]


def build(kind, *args, **kwargs):
    block = kind(*args, num_heads=2, **kwargs)
    block.init_weights()
    return block


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('stride', [1, 2])
@pytest.mark.parametrize('size', [(9, 12), (7, 1), (1, 5)])
def test_shape_and_gradients(kind, stride, size):
    block = wake_up(build(kind, 6, 8, stride))
    y = block(torch.randn(3, 6, *size))
    assert y.shape == (3, kind.expansion * 8, *(-(-length // stride) for length in size))
    assert (y >= 0).all()
    y.square().sum().backward()
    assert [name for name, p in block.named_parameters() if p.grad is None or not p.grad.isfinite().all()] == []


@pytest.mark.parametrize('kind', KINDS)
def test_a_new_block_is_its_shortcut(kind):
    block = build(kind, kind.expansion * 4, 4)
    x = torch.randn(2, kind.expansion * 4, 5, 6)
    assert isinstance(block.shortcut, nn.Identity)
    assert torch.equal(block(x), x.relu())


def test_striding_of_axial_attention():
    pool, axis = (build(AxialBottleneck, 4, 4, 2, mode) for mode in ('pool', 'axis'))
    assert (pool.attention.stride, axis.attention.stride) == (1, 2)
    assert isinstance(axis.pool, nn.Identity)
    x = torch.randn(1, 4, 5, 5)
    # what is left over at the end of an odd line is averaged alone
    torch.testing.assert_close(pool.pool(x)[..., -1, -1], x[..., -1, -1])


def test_attention_without_norms_has_one_behind_it():
    block = build(LocalAttentionBottleneck, 8, 8, positions=('query', ), attention_norm=False)
    attention, norm = block.attention
    assert isinstance(norm, nn.BatchNorm2d)
    assert not any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in attention.modules())


def test_logits_of_attention_without_norms_begin_small():
    block = build(LocalAttentionBottleneck, 64, 512, positions=(), attention_norm=False)
    attention = block.attention[0]
    qkv = attention.qkv(torch.randn(1, 512, 8, 8)).flatten(2)
    query, key, _ = attention._heads(qkv)
    assert (query @ key.mT).std().item() == pytest.approx(1, rel=0.2)


def test_unknown_stride_mode():
    with pytest.raises(ValueError, match="stride_mode must be 'axis' or 'pool', not 'skip'"):
        AxialBottleneck(8, 16, stride_mode='skip')
