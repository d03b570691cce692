import pytest
import torch

from mmuvp.models.heads import ASPPHead

SETTINGS = dict(in_channels=32, channels=16, num_classes=5, in_index=0, dropout_ratio=0, norm_cfg=dict(type='BN'),
                align_corners=True)


@pytest.mark.parametrize('size', [(9, 9), (5, 13), (1, 2)])
def test_any_size(size):
    head = ASPPHead(**SETTINGS).eval()
    assert head([torch.randn(2, 32, *size)]).shape == (2, 5, *size)


def test_all_parameters_get_gradients():
    head = ASPPHead(**SETTINGS)
    head([torch.randn(2, 32, 9, 9)]).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in head.parameters())


def test_parameters_of_deeplabv3():
    """38.52 million of the published segmentor of ResNeXt50, 22.98 of them in its backbone."""
    head = ASPPHead(in_channels=2048, channels=256, num_classes=21, in_index=0, norm_cfg=dict(type='BN'))
    assert sum(p.numel() for p in head.parameters()) / 1e6 == pytest.approx(38.52 - 22.98, abs=0.01)
