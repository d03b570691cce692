"""Heads of detectors that start from features of unit length."""
import torch
from mmdet.models.backbones import ResNet
from mmdet.models.roi_heads.shared_heads import ResLayer
from mmdet.utils import register_all_modules
from mmengine.registry import MODELS, DefaultScope

from mmuvp.models.heads import NormedResLayer

NORM = dict(type='BN', requires_grad=True)


def build_rpn(type):
    register_all_modules(init_default_scope=False)
    options = dict(norm_cfg=NORM) if type.startswith('mmuvp') else {}
    with DefaultScope.overwrite_default_scope('mmdet'):
        torch.manual_seed(0)
        return MODELS.build(dict(type=type, in_channels=8, feat_channels=8, anchor_generator=dict(
            type='AnchorGenerator', scales=[2], ratios=[1.0], strides=[16]), **options))


def test_proposals_do_not_depend_on_the_magnitude_of_maps():
    head, x = build_rpn('mmuvp.NormedRPNHead'), torch.randn(2, 8, 5, 7)
    for small, large in zip(head([x]), head([100 * x + 7]), strict=True):
        torch.testing.assert_close(small[0], large[0], rtol=1e-3, atol=1e-4)


def test_normed_proposals_are_the_stock_ones_of_normalised_maps():
    head, stock, x = build_rpn('mmuvp.NormedRPNHead'), build_rpn('mmdet.RPNHead'), torch.randn(2, 8, 5, 7)
    stock.load_state_dict({key: value for key, value in head.state_dict().items() if not key.startswith('norm.')})
    for found, expected in zip(head([x]), stock([torch.nn.BatchNorm2d(8)(x)]), strict=True):
        torch.testing.assert_close(found[0], expected[0])


def test_shared_stage_has_the_names_of_the_backbone_and_a_norm():
    head, x = NormedResLayer(18, norm_cfg=NORM, norm_eval=False), torch.randn(3, 256, 14, 14)
    names = {key for key in ResNet(18).state_dict() if key.startswith('layer4.')}
    assert {key for key in head.state_dict() if not key.startswith('norm.')} == names
    y = head(x)
    assert y.shape == (3, 512, 7, 7)
    torch.testing.assert_close(y.mean(dim=(0, 2, 3)), torch.zeros(512), rtol=0, atol=1e-4)
    y.square().sum().backward()
    assert all(parameter.grad is not None for parameter in head.parameters())


def test_frozen_statistics_of_the_stock_stage_are_possible():
    head = NormedResLayer(18, norm_eval=True)
    head.train()
    assert isinstance(head, ResLayer)
    assert not head.layer4[0].bn1.training
