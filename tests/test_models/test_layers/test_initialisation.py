import math

import pytest
import torch
from torch import nn

from mmuvp.models.layers import ASPP
from mmuvp.models.layers.initialisation import InitialisedModule, init_conv_layers, init_vit_layers, truncated_normal_

TRUNCATED = 0.88  # standard deviation of a standard normal that is cut at two


def test_truncated_normal_is_cut_at_two_deviations():
    weight = nn.Parameter(torch.empty(200, 200))
    truncated_normal_(weight, 0.3)
    assert weight.abs().max() <= 0.6
    assert weight.std().item() == pytest.approx(0.3 * TRUNCATED, rel=0.02)


def test_convolutions_depend_on_channels_and_not_on_the_area_of_the_kernel():
    layers = nn.Sequential(nn.Conv2d(64, 96, 1), nn.Conv2d(64, 96, 3), nn.Conv1d(64, 256, 1))
    init_conv_layers(layers)
    for layer in layers:
        assert layer.weight.std().item() == pytest.approx(TRUNCATED * math.sqrt(2 / 64), rel=0.05)
        assert not layer.bias.any()


def test_depthwise_convolutions_are_xavier_uniform():
    layer = nn.Conv2d(512, 512, 5, groups=512, bias=False)
    init_conv_layers(layer)
    # the helper of PyTorch counts 512 * 25 outputs and 25 inputs
    bound = math.sqrt(6 / (25 + 512 * 25))
    assert layer.weight.abs().max() <= bound
    assert layer.weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.02)


def test_norms_become_the_identity():
    layers = nn.Sequential(nn.BatchNorm2d(4), nn.LayerNorm(4))
    for layer in layers:
        nn.init.normal_(layer.weight)
        nn.init.normal_(layer.bias)
    init_conv_layers(layers)
    for layer in layers:
        assert (layer.weight == 1).all()
        assert not layer.bias.any()


def test_the_config_of_the_user_has_the_last_word():
    own, changed = ASPP(4, 6), ASPP(4, 6, init_cfg=dict(type='Constant', layer='Conv2d', val=0.5))
    for part in (own, changed):
        part.init_weights()
    assert own.project.conv.weight.std() > 0
    assert (changed.project.conv.weight == 0.5).all()


def test_a_part_without_rules_is_an_error():
    with pytest.raises(NotImplementedError, match='InitialisedModule'):
        InitialisedModule().init_weights()


def test_layers_of_vit():
    layers = nn.Sequential(nn.Linear(200, 200), nn.LayerNorm(200), nn.Conv2d(3, 4, 3))
    nn.init.constant_(layers[1].weight, 3)
    before = layers[2].weight.clone()
    init_vit_layers(layers)
    assert layers[0].weight.std().item() == pytest.approx(TRUNCATED * 0.02, rel=0.05)
    assert layers[0].weight.abs().max() <= 0.04
    assert not layers[0].bias.any()
    assert (layers[1].weight == 1).all()
    assert torch.equal(layers[2].weight, before)
