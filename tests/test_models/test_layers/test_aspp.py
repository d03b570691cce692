import pytest
import torch
from narrow_models import wake_up

from mmuvp.models.layers import ASPP


@pytest.mark.parametrize('size', [(1, 1), (3, 2), (17, 20)])
@pytest.mark.parametrize('separable', [False, True])
def test_the_output_has_the_size_of_the_input(size, separable):
    aspp = ASPP(6, channels=4, separable=separable)
    y = aspp(torch.randn(2, 6, *size))
    assert y.shape == (2, 4, *size)
    y.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in aspp.parameters())


def test_every_branch_sees_its_own_surroundings():
    aspp = wake_up(ASPP(1, channels=2, dilations=(2,), dropout=0.)).eval()
    x = torch.randn(1, 1, 9, 9, requires_grad=True)
    # without pooling, the output of the centre depends on the centre and on pixels two steps away
    aspp.image_pool.conv.weight.data.zero_()
    seen = torch.autograd.grad(aspp(x)[0, :, 4, 4].sum(), x)[0][0, 0].nonzero().tolist()
    assert seen == [[r, c] for r in (2, 4, 6) for c in (2, 4, 6)]


def test_the_pooled_branch_sees_the_whole_image():
    aspp = ASPP(1, channels=2, dilations=()).eval()
    x = torch.randn(1, 1, 5, 5, requires_grad=True)
    assert torch.autograd.grad(aspp(x)[0, :, 0, 0].sum(), x)[0].ne(0).all()


def test_dropout_follows_the_projection():
    aspp = ASPP(4, channels=64, dropout=0.5, act_cfg=dict(type='Sigmoid'))
    y = aspp(torch.randn(2, 4, 6, 6))
    assert (y == 0).float().mean().item() == pytest.approx(0.5, abs=0.05)
    assert aspp.eval()(torch.randn(2, 4, 6, 6)).ne(0).all()
