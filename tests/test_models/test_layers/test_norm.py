import pytest
import torch

from mmuvp.models.layers import ChannelLayerNorm
from mmuvp.models.layers.norm import build_batch_norm


def test_every_pixel_is_normalised_over_its_channels():
    norm = ChannelLayerNorm(16)
    torch.nn.init.normal_(norm.weight)
    torch.nn.init.normal_(norm.bias)
    x = 3 * torch.randn(2, 16, 5, 3) + 1
    mean, variance = x.mean(dim=1, keepdim=True), x.var(dim=1, keepdim=True, unbiased=False)
    expected = (x - mean) / torch.sqrt(variance + 1e-6) * norm.weight[:, None, None] + norm.bias[:, None, None]
    torch.testing.assert_close(norm(x), expected)


def test_half_precision_is_computed_in_float32():
    norm = ChannelLayerNorm(16)
    x = torch.randn(2, 16, 4, 4).bfloat16()
    assert norm(x).dtype == torch.bfloat16
    assert torch.equal(norm(x), norm(x.float()).bfloat16())


@pytest.mark.parametrize(('dims', 'kind'), [(1, torch.nn.BatchNorm1d), (2, torch.nn.BatchNorm2d)])
def test_batch_norms_obey_their_config(dims, kind):
    norm = build_batch_norm(dict(type='BN', eps=0.1, momentum=0.3, requires_grad=False), 6, dims)
    assert type(norm) is kind
    assert (norm.num_features, norm.eps, norm.momentum) == (6, 0.1, 0.3)
    assert not norm.weight.requires_grad


def test_a_synchronised_norm_is_a_batch_norm():
    assert isinstance(build_batch_norm(dict(type='SyncBN'), 6), torch.nn.SyncBatchNorm)


def test_another_norm_is_an_error():
    with pytest.raises(ValueError, match='must be a batch norm, not GN'):
        build_batch_norm(dict(type='GN', num_groups=2), 6)
