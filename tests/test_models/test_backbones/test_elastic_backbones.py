"""ResNeXt, DLA and DenseNet with and without Elastic layers."""
import re

import mmpretrain.models.backbones as stock
import pytest
import torch
from backbone_checks import (
    check_compiling,
    check_file,
    check_frozen,
    check_gradients,
    check_mixed_precision,
    check_refused_images,
    check_returned_maps,
)
from narrow_models import wake_up
from torch import nn

from mmuvp.models.backbones import ElasticDenseNet, ElasticDLA, ElasticResNeXt
from mmuvp.models.layers import elastic_layers
from mmuvp.models.layers.resampling import RESAMPLINGS
from mmuvp.registry import MODELS

RESNEXT = dict(
    type='mmuvp.ElasticResNeXt', stem_channels=8,
    arch=dict(num_blocks=(2, 2, 2, 3), groups=4, group_channels=2, channels=8))
DLA = dict(type='mmuvp.ElasticDLA', out_indices=(0, 1, 2, 3, 4, 5), arch=dict(
    depths=(1, 2, 1, 1), channels=(4, 8, 16, 16, 32, 32), groups=4, group_channels=2, residual_root=True))
DENSENET = dict(type='mmuvp.ElasticDenseNet', arch=dict(num_layers=(2, 2, 2, 1), growth=8, stem_channels=16))
ELASTIC = pytest.mark.parametrize(
    'config', [RESNEXT, dict(RESNEXT, se_ratio=4), DLA, DENSENET], ids=['resnext', 'se-resnext', 'dla', 'densenet'])
RESAMPLED = pytest.mark.parametrize('resampling', RESAMPLINGS)
STRIDES = dict(ElasticResNeXt=(4, 8, 16, 32), ElasticDLA=(1, 2, 4, 8, 16, 32), ElasticDenseNet=(8, 16, 32, 32))


def build(config, **changes):
    """A backbone whose blocks are more than their shortcuts."""
    torch.manual_seed(0)
    backbone = MODELS.build({**config, **changes})
    backbone.init_weights()
    return wake_up(backbone)


@ELASTIC
@pytest.mark.parametrize('elastic', [None, {}])
@pytest.mark.parametrize('size', [(57, 45), (64, 96), (33, 1)])
def test_maps_of_any_size(config, elastic, size):
    backbone = build(config, elastic=elastic).eval()
    for feature, stride in zip(backbone(torch.randn(2, 3, *size)), STRIDES[type(backbone).__name__], strict=True):
        assert feature.shape[-2:] == tuple(-(-length // stride) for length in size)
        assert feature.isfinite().all()


@ELASTIC
def test_every_parameter_has_a_gradient(config):
    check_gradients(build(config), torch.randn(2, 3, 57, 45))


@RESAMPLED
@pytest.mark.parametrize('config', [RESNEXT, DENSENET], ids=['resnext', 'densenet'])
def test_every_parameter_has_a_gradient_with(config, resampling):
    check_gradients(build(config, elastic=dict(resampling=resampling)), torch.randn(2, 3, 57, 45))


@ELASTIC
def test_mixed_precision_agrees(config):
    check_mixed_precision(build(config), torch.randn(4, 3, 57, 45))


@RESAMPLED
def test_mixed_precision_agrees_with(resampling):
    check_mixed_precision(build(RESNEXT, elastic=dict(resampling=resampling)), torch.randn(4, 3, 57, 45))


@ELASTIC
def test_weights_survive_a_file(config):
    check_file(build(config), build(config), torch.randn(1, 3, 57, 45))


@pytest.mark.slow
@ELASTIC
def test_compiles_as_one_graph(config):
    check_compiling(build(config), torch.randn(1, 3, 57, 45))


@pytest.mark.slow
@pytest.mark.parametrize('resampling', ['trained', 'dilated_pool'])
def test_compiles_as_one_graph_with(resampling):
    check_compiling(build(RESNEXT, elastic=dict(resampling=resampling)), torch.randn(1, 3, 57, 45))


@ELASTIC
@pytest.mark.parametrize('frozen', [-1, 0, 2, 4])
def test_frozen_stages_neither_learn_nor_count(config, frozen):
    check_frozen(build(config, frozen_stages=frozen), frozen + 1)


@ELASTIC
def test_returned_maps(config):
    check_returned_maps(build(config), torch.randn(1, 3, 57, 45), (1, 3))


@ELASTIC
def test_refused_images(config):
    check_refused_images(build(config))


STOCK_BLOCK = [(r'^(conv1|bn1)\.', lambda m: f'stem.0.{m[1].rstrip("1")}.'),
               (r'^layer(\d)', lambda m: f'stages.{int(m[1]) - 1}'), (r'\.bn3\.', '.norm.'),
               (r'\.(conv|bn)1\.', r'.paths.squeeze.\1.'), (r'\.(conv|bn)2\.', r'.paths.middle.\1.'),
               (r'\.conv3\.', '.paths.expand.'), (r'\.downsample\.0', '.shortcut.conv'),
               (r'\.downsample\.1', '.shortcut.bn')]
STOCK_DENSE = [(r'^stem\.0', 'stem.0.conv'), (r'^stem\.1', 'stem.0.bn'), (r'\.norm1', '.norm'),
               (r'\.block\.', '.'), (r'\.conv1', '.paths.squeeze.conv'),
               (r'\.norm2', '.paths.squeeze.bn'), (r'\.conv2', '.paths.middle'),
               (r'^transitions\.3\.0', 'stages.3.norm'), (r'^transitions', 'stages')]


def check_against_stock(network, ours, rules, size=(64, 96)):
    """The same maps from the same weights, drawn anew."""
    torch.manual_seed(0)
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.3)
    weights = {}
    for key, value in network.state_dict().items():
        for pattern, target in rules:
            key = re.sub(pattern, target, key)
        weights[key] = value
    ours.load_state_dict(weights, strict=True)
    network.eval(), ours.eval()
    image = torch.randn(2, 3, *size)
    for a, b in zip(ours(image), network(image), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-4 * b.abs().max().item())


def resnext_50(**changes):
    arch = dict(RESNEXT['arch'], num_blocks=(3, 4, 6, 3))
    return build(RESNEXT, arch=arch, elastic=None, **changes)


STOCK_RESNEXT = dict(
    depth=50, groups=4, width_per_group=2, base_channels=8, stem_channels=8, out_indices=(0, 1, 2, 3))


def test_base_is_the_stock_resnext():
    check_against_stock(stock.ResNeXt(**STOCK_RESNEXT), resnext_50(), STOCK_BLOCK, size=(57, 45))


def test_base_is_the_stock_se_resnext():
    rules = [(r'\.se_layer\.', '.attention.'), *STOCK_BLOCK]
    # the stock block's rules would rename the layers of squeeze-and-excitation, too
    rules = [(pattern.replace(r'\.(conv|bn)', r'(?<!attention)\.(conv|bn)'), target) for pattern, target in rules]
    check_against_stock(stock.SEResNeXt(**STOCK_RESNEXT, se_ratio=16), resnext_50(se_ratio=16), rules)


def test_base_is_the_stock_densenet():
    arch = dict(growth_rate=8, depths=[2, 2, 2, 1], init_channels=16)
    network = stock.DenseNet(arch=arch, out_indices=[0, 1, 2, 3])
    check_against_stock(network, build(DENSENET, elastic=None), STOCK_DENSE)


@pytest.mark.parametrize(('config', 'count', 'plain'), [
    (dict(type='mmuvp.ElasticResNeXt'), 17, 'stages.3'), (dict(type='mmuvp.ElasticDLA'), 11, 'stages.5'),
    (dict(type='mmuvp.ElasticDenseNet'), 70, 'stages.3'),
    (dict(type='mmuvp.ElasticDLA', arch='elastic-dla-x102'), 21, 'stages.5')])
def test_layers_that_are_elastic(config, count, plain):
    """All but those of stride 2 and of the last stage; of ResNeXt50 the 17 of section 2.4.2."""
    with torch.device('meta'):
        names = [name for name, _ in elastic_layers(MODELS.build(config))]
        assert len(names) == count
        assert not any(name.startswith(plain) for name in names)
        assert not list(elastic_layers(MODELS.build(dict(config, elastic=None))))


@ELASTIC
def test_scale_policy_can_be_read_by_hooks(config):
    """Each path's activations, in the order of the network's layers, at their resolutions."""
    backbone, seen = build(config).eval(), []
    layers = list(elastic_layers(backbone))
    for name, layer in layers:
        for path in (layer.high, layer.low):
            path.middle.register_forward_hook(lambda module, args, out, name=name: seen.append((name, out)))
    backbone(torch.randn(1, 3, 64, 96))
    assert list(dict.fromkeys(name for name, _ in seen)) == [name for name, _ in layers]
    for name, _ in layers:
        low, high = sorted((out for other, out in seen if other == name), key=torch.numel)
        assert tuple(2 * length for length in low.shape[-2:]) == high.shape[-2:]


def test_dilated_last_stage():
    """Section 2.4.4: output stride 16, and 2, 4 and 8 times the kernel's reach in the last three blocks."""
    backbone = build(RESNEXT, output_stride=16)
    assert [block.paths.middle.conv.dilation[0] for block in backbone.stages[3]] == [2, 4, 8]
    assert [feature.shape[-2:] for feature in backbone(torch.randn(2, 3, 65, 65))] == [
        (17, 17), (9, 9), (5, 5), (5, 5)]


def test_initial_weights():
    torch.manual_seed(0)
    backbone = ElasticResNeXt(elastic=dict(resampling='trained'))
    backbone.init_weights()
    block = backbone.stages[1][0]
    assert not block.norm.weight.any()
    weight = block.paths.middle.conv.weight
    assert weight.std().item() == pytest.approx((2 / weight[0].numel()) ** 0.5, rel=0.02)
    assert block.shortcut.conv.weight.abs().max() <= 256 ** -0.5  # PyTorch's own rule
    assert (backbone.stages[0][0].paths.resampling.down_filter.weight == 0.25).all()


@pytest.mark.parametrize('kind', [ElasticDLA, ElasticDenseNet])
def test_initial_weights_count_outputs(kind):
    torch.manual_seed(0)
    backbone = kind()
    backbone.init_weights()
    weight = backbone.stem[0].conv.weight
    assert weight.std().item() == pytest.approx((2 / (weight.shape[0] * 49)) ** 0.5, rel=0.05)
    assert all((m.weight == 1).all() for m in backbone.modules() if isinstance(m, nn.BatchNorm2d))


@pytest.mark.parametrize(('kind', 'arguments', 'message'), [
    (ElasticResNeXt, dict(arch='resnext26'), "arch must be one of 'resnext50', .*, not 'resnext26'"),
    (ElasticResNeXt, dict(arch=dict(RESNEXT['arch'], num_blocks=(1, 1))), 'num_blocks must be one for each of 4'),
    (ElasticResNeXt, dict(stem='axial'), "stem must be one of 'conv', 'deep_conv', 'cifar', not 'axial'"),
    (ElasticResNeXt, dict(output_stride=8), 'output_stride must be one of 16, 32, not 8'),
    (ElasticResNeXt, dict(elastic=dict(low_share=0.3)), 'low_share 0.3 of 32 groups or channels is no whole number'),
    (ElasticDLA, dict(arch=dict(depths=(1, 1))), "arch lacks "),
    (ElasticDLA, dict(arch=dict(DLA['arch'], depths=(1, 1))), r'depths must be 4 numbers, not \(1, 1\)'),
    (ElasticDLA, dict(out_indices=(6, )), 'out_indices must be one of 0, 1, 2, 3, 4, 5, not 6'),
    (ElasticDLA, dict(elastic=dict(resampling='cubic')), "resampling must be one of .*, not 'cubic'"),
    (ElasticDenseNet, dict(arch=dict(DENSENET['arch'], num_layers=(1, ))), 'num_layers must be one for each of 4'),
    (ElasticDenseNet, dict(frozen_stages=5), 'frozen_stages must be one of -1, 0, 1, 2, 3, 4, not 5')])
def test_bad_arguments(kind, arguments, message):
    with pytest.raises(ValueError, match=message), torch.device('meta'):
        kind(**arguments)
