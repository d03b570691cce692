import torch

from mmuvp.models.layers import ChannelLayerNorm


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
