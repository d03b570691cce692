"""Axial-ResNet and the ResNet with local attention."""
import pytest
import torch
from backbone_checks import (
    check_compiling,
    check_file,
    check_frozen,
    check_gradients,
    check_mixed_precision,
    check_returned_maps,
)
from narrow_models import wake_up
from torch.nn.modules.batchnorm import _BatchNorm

from mmuvp.models.backbones import AxialResNet, LocalAttentionResNet
from mmuvp.models.layers import AxialAttention1d
from mmuvp.registry import MODELS

WIDTHS = [32, 64, 128, 256]
AXIAL = dict(type='mmuvp.AxialResNet', depth=26, width=0.125, num_heads=2, span=6)
LOCAL = dict(type='mmuvp.LocalAttentionResNet', depth=26, width=0.125, num_heads=2, stem_channels=8)
ALL = pytest.mark.parametrize('config', [
    AXIAL, dict(AXIAL, stem='axial'), dict(AXIAL, stem='deep_conv', stride_mode='pool', window=5), LOCAL,
    dict(LOCAL, stem='deep_conv', attention_norm=False, positions=('query', ))],
    ids=['axial', 'full', 'pool', 'local', 'local-no-norm'])


def build(config, **changes):
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    return wake_up(backbone)


@ALL
@pytest.mark.parametrize('output_stride', [16, 32])
@pytest.mark.parametrize('size', [(65, 33), (1, 70), (30, 1)])
def test_maps_of_any_size(config, size, output_stride):
    maps = build(config, output_stride=output_stride).eval()(torch.randn(2, 3, *size))
    for feature, width, stride in zip(maps, WIDTHS, (4, 8, 16, output_stride), strict=True):
        assert feature.shape == (2, width, *(-(-length // stride) for length in size))
        assert (feature >= 0).all()


@pytest.mark.parametrize('config', [AXIAL, LOCAL])
def test_stem_for_small_pictures_halves_all_strides(config):
    maps = build(config, stem='cifar')(torch.randn(2, 3, 33, 31))
    assert [feature.shape[-2:] for feature in maps] == [(17, 16), (9, 8), (5, 4), (3, 2)]


@ALL
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config), torch.randn(2, 3, 65, 49))


@ALL
def test_mixed_precision_agrees(config):
    check_mixed_precision(build(config), torch.randn(4, 3, 65, 65))


@pytest.mark.parametrize('config', [AXIAL, LOCAL])
def test_weights_survive_a_file(config):
    check_file(build(config), build(config), torch.randn(1, 3, 33, 33))


@pytest.mark.slow
@pytest.mark.parametrize('config', [AXIAL, LOCAL])
def test_compiles_as_one_graph(config):
    check_compiling(build(config), torch.randn(1, 3, 65, 49))


@pytest.mark.parametrize('frozen', [-1, 0, 2, 4])
def test_frozen_stages_neither_learn_nor_count(frozen):
    check_frozen(build(AXIAL, frozen_stages=frozen), frozen + 1)


def test_norms_may_keep_their_statistics():
    norms = [m for m in build(LOCAL, norm_eval=True).train().modules() if isinstance(m, _BatchNorm)]
    assert norms
    assert not any(norm.training for norm in norms)


def test_returned_maps():
    check_returned_maps(build(LOCAL), torch.randn(1, 3, 33, 33), (1, 3))


def test_channels_of_the_paper():
    """Section 3.4.1: 16 channels of a head's values in the first stage of L, 8 of its queries."""
    backbone = AxialResNet(depth=26)
    splits = [stage[0].attention.height_axis.splits for stage in backbone.stages]
    assert splits == [(c // 2, c // 2, c) for c in (128, 256, 512, 1024)]
    assert {m.num_heads for m in backbone.modules() if isinstance(m, AxialAttention1d)} == {8}


def test_spans_of_stages():
    backbone = build(AXIAL, depth=50, span=(9, (8, 4), 3, (2, 1)))
    spans = [[block.attention.width_axis.query_position.span for block in stage] for stage in backbone.stages]
    assert spans == [[9] * 3, [8] + [4] * 3, [3] * 6, [2, 1, 1]]


@pytest.mark.parametrize(('kind', 'changes', 'message'), [
    (AxialResNet, dict(depth=34), 'depth must be one of 26, 50, not 34'),
    (AxialResNet, dict(stem='patch'), 'stem must be one of'),
    (AxialResNet, dict(output_stride=8), 'output_stride'),
    (AxialResNet, dict(out_indices=(4, )), 'out_indices'),
    (AxialResNet, dict(frozen_stages=5), 'frozen_stages'),
    (AxialResNet, dict(span=(9, 9)), 'one for each of 4 stages'),
    (AxialResNet, dict(width=0.3), 'width 0.3 gives 38 channels'),
    (AxialResNet, dict(stem='axial', stem_channels=20), '20 channels'),
    (AxialResNet, dict(window=4), 'window must be an odd'),
    (LocalAttentionResNet, dict(stem='axial'), "stem must be one of 'conv', 'deep_conv', 'cifar'"),
    (LocalAttentionResNet, dict(width=0.3), 'width 0.3 gives 19 channels')])
def test_wrong_arguments_are_named(kind, changes, message):
    with pytest.raises(ValueError, match=message):
        kind(**changes)
