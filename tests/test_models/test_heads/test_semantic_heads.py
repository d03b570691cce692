import pytest
import torch
from narrow_models import WIDTHS, feature_maps

from mmuvp.models.heads import ASPPSemanticHead, PanopticDeepLabSemanticHead


def build(**changes):
    head = PanopticDeepLabSemanticHead(WIDTHS, 5, channels=8, **changes)
    head.init_weights()
    return head


@pytest.mark.parametrize('size', [(33, 65), (40, 72), (1, 1), (161, 161)])
@pytest.mark.parametrize(('changes', 'level'), [({}, 0), (dict(low_levels=((2, 4),)), 2),
                                                (dict(aspp=False, low_levels=()), 3)])
def test_logits_have_the_size_of_the_finest_map_that_is_fused(size, changes, level):
    feats = feature_maps(*size)
    head = build(**changes)
    logits = head(feats)
    assert logits.shape == (2, 5, *feats[level].shape[-2:])
    logits.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in head.parameters())
    read = {3, *head.low_levels}
    assert [f.grad is not None for f in feats] == [i in read for i in range(4)]


def test_logits_start_small():
    head = PanopticDeepLabSemanticHead(WIDTHS, 200, channels=64)
    head.init_weights()
    assert head.output.weight.std().item() == pytest.approx(0.0088, rel=0.05)
    assert not head.output.bias.any()


@pytest.mark.parametrize('size', [(1, 1), (5, 9)])
def test_aspp_head(size):
    head = ASPPSemanticHead(6, 5, channels=8)
    head.init_weights()
    x = torch.randn(2, 6, *size)
    logits = head(x)
    assert logits.shape == (2, 5, *size)
    logits.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in head.parameters())
    assert torch.equal(head.eval()(x), head.output(head.aspp(x)))


@pytest.mark.parametrize(('channels', 'millions'), [(128, 1.31), (256, 2.27)])
def test_parameters_are_as_many_as_measured(channels, millions):
    count = sum(p.numel() for p in ASPPSemanticHead(channels, 134).parameters()) / 1e6
    assert count == pytest.approx(millions, abs=0.01)
