"""Conversion of the published weights of ELASTIC."""
import json

import pytest
import torch
from parity import FOLDER

import mmuvp
from mmuvp.checkpoints import convert, extract_weights, load
from mmuvp.models.layers import BottleneckPath

RESNEXTS = {
    'resnext50_in1k': ((3, 4, 6, 3), False), 'resnext50-elastic_in1k': ((6, 8, 5, 3), False),
    'resnext101_in1k': ((3, 4, 23, 3), False), 'resnext101-elastic_in1k': ((12, 14, 20, 3), False),
    'se-resnext50_in1k': ((3, 4, 6, 3), True), 'se-resnext50-elastic_in1k': ((6, 8, 5, 3), True)}
DLAS = {'dla-x102_in1k': ((1, 3, 4, 1), 32, 26.772), 'dla-x102-elastic_in1k': ((3, 3, 3, 1), 50, 24.917)}
DLA_X60 = (1, 2, 3, 1), 32
DENSENETS = {'densenet201_in1k': (6, 12, 48, 32), 'densenet201-elastic_in1k': (10, 20, 40, 30)}
CHANNELS = (16, 32, 128, 256, 512, 1024)


def norm(prefix, channels):
    entries = {f'{prefix}.{name}': (channels, ) for name in ('weight', 'bias', 'running_mean', 'running_var')}
    return {**entries, f'{prefix}.num_batches_tracked': ()}


def projection(prefix, in_channels, out_channels):
    return {f'{prefix}.0.weight': (out_channels, in_channels, 1, 1), **norm(f'{prefix}.1', out_channels)}


def block(prefix, in_channels, channels, out_channels, groups):
    """Two halves of a bottleneck, whether it is elastic or not."""
    shapes = norm(f'{prefix}.bn3', out_channels)
    for path in ('_d', ''):
        shapes |= {f'{prefix}.conv1{path}.weight': (channels, in_channels, 1, 1),
                   **norm(f'{prefix}.bn1{path}', channels),
                   f'{prefix}.conv2{path}.weight': (channels, channels // groups, 3, 3),
                   **norm(f'{prefix}.bn2{path}', channels),
                   f'{prefix}.conv3{path}.weight': (out_channels, channels, 1, 1)}
    return shapes


def resnext(depths, excited=False):
    """Shape of every entry of a published ResNeXt."""
    shapes, in_channels = {'conv1.weight': (64, 3, 7, 7), **norm('bn1', 64)}, 64
    for stage, depth in enumerate(depths):
        channels = 64 * 2 ** stage
        for number in range(depth):
            prefix = f'layer{stage + 1}.{number}'
            shapes |= block(prefix, in_channels, channels, 4 * channels, 16)
            if number == 0:
                shapes |= projection(f'{prefix}.downsample', in_channels, 4 * channels)
            in_channels = 4 * channels
            if excited:
                few = in_channels // 16
                shapes |= {f'{prefix}.se.fc1.weight': (few, in_channels, 1, 1), f'{prefix}.se.fc1.bias': (few, ),
                           f'{prefix}.se.fc2.weight': (in_channels, few, 1, 1),
                           f'{prefix}.se.fc2.bias': (in_channels, )}
    return {**shapes, 'fc.weight': (1000, 2048), 'fc.bias': (1000, )}


def tree(prefix, depth, in_channels, out_channels, inner, groups, extra):
    """A published tree, whose projection stands at every depth."""
    shapes = projection(f'{prefix}.project', in_channels, out_channels) if in_channels != out_channels else {}
    if depth > 1:
        return {**shapes, **tree(f'{prefix}.tree1', depth - 1, in_channels, out_channels, inner, groups, 0),
                **tree(f'{prefix}.tree2', depth - 1, out_channels, out_channels, inner, groups, extra + out_channels)}
    return {**shapes, **block(f'{prefix}.tree1', in_channels, inner, out_channels, groups),
            **block(f'{prefix}.tree2', out_channels, inner, out_channels, groups),
            f'{prefix}.root.conv.weight': (out_channels, 2 * out_channels + extra, 1, 1),
            **norm(f'{prefix}.root.bn', out_channels)}


def dla(depths, groups):
    """Shape of every entry of a published DLA-X."""
    shapes = {'base_layer.0.weight': (16, 3, 7, 7), **norm('base_layer.1', 16),
              'level0.0.weight': (16, 16, 3, 3), **norm('level0.1', 16),
              'level1.0.weight': (32, 16, 3, 3), **norm('level1.1', 32)}
    for index, depth in enumerate(depths):
        before, after = CHANNELS[index + 1:index + 3]
        shapes |= tree(f'level{index + 2}', depth, before, after, after * groups // 64, groups // 2,
                       before if index else 0)
    return {**shapes, 'fc.weight': (1000, 1024, 1, 1), 'fc.bias': (1000, )}


def densenet(layers):
    """Shape of every entry of a published DenseNet."""
    shapes, channels = {'conv0.weight': (64, 3, 7, 7), **norm('norm0', 64)}, 64
    for stage, count in enumerate(layers, start=1):
        for number in range(1, count + 1):
            prefix = f'denseblock{stage}.denselayer{number}'
            shapes |= norm(f'{prefix}.norm1', channels)
            for path in ('', '_d'):
                shapes |= {f'{prefix}.conv1{path}.weight': (64, channels, 1, 1), **norm(f'{prefix}.norm2{path}', 64),
                           f'{prefix}.conv2{path}.weight': (32, 64, 3, 3)}
            channels += 32
        if stage < 4:
            shapes |= {**norm(f'transition{stage}.norm', channels),
                       f'transition{stage}.conv.weight': (channels // 2, channels, 1, 1)}
            channels //= 2
    shapes = {f'features.{key}': shape for key, shape in {**shapes, **norm('norm_final', channels)}.items()}
    return {**shapes, 'classifier.weight': (1000, channels), 'classifier.bias': (1000, )}


def weights(shapes, prefix=''):
    return {prefix + key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


def check_loading(name, converted):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    model.load_state_dict(converted, strict=True)


@pytest.mark.parametrize('name', RESNEXTS)
def test_published_resnexts_load_strictly(name):
    check_loading(name, convert('elastic', weights(resnext(*RESNEXTS[name]), 'module.')))


@pytest.mark.parametrize('name', DLAS)
def test_published_dlas_load_strictly(name):
    *size, millions = DLAS[name]
    published = weights(dla(*size), 'module.')
    learned = sum(w.numel() for k, w in published.items() if k.endswith(('weight', 'bias')))
    assert learned / 1e6 == pytest.approx(millions, abs=5e-4)  # with what never learned
    check_loading(name, convert('elastic', published))


@pytest.mark.parametrize(('name', 'elastic'), [('dla-x60_in1k', False), ('dla-x60-elastic_in1k', True)])
def test_published_dla_x60_loads_either_way(name, elastic):
    check_loading(name, convert('elastic', weights(dla(*DLA_X60)), elastic=elastic))


@pytest.mark.parametrize(('name', 'shapes'), [
    ('resnext50-selastic_in1k', resnext((3, 4, 6, 3))), ('dla-x102-selastic_in1k', dla((1, 3, 4, 1), 32))])
def test_weights_of_a_base_load_into_selastic_networks(name, shapes):
    check_loading(name, convert('elastic', weights(shapes), elastic=True))


@pytest.mark.parametrize('name', DENSENETS)
def test_published_densenets_load_strictly(name):
    check_loading(name, convert('elastic', weights(densenet(DENSENETS[name]), 'module.')))


def test_shapes_are_those_of_the_reference():
    reference = json.loads((FOLDER / 'resnext50_elastic.json').read_text())['state_dict']
    assert resnext((6, 8, 5, 3)) == {key: tuple(shape) for key, shape, _ in reference}


def test_joined_paths_compute_the_sum_of_both():
    """A published block that is not elastic, against its two halves."""
    torch.manual_seed(0)
    shapes = {key: torch.rand(shape) for key, shape in resnext((1, 1, 1, 1)).items()}
    converted = convert('elastic', shapes, elastic=True)
    one = BottleneckPath(256, 256, 512, 32, 2, 1, dict(type='BN'), dict(type='ReLU')).eval()
    prefix = 'backbone.stages.1.0.paths.'
    one.load_state_dict({k.removeprefix(prefix): w for k, w in converted.items() if k.startswith(prefix)})
    x = torch.randn(1, 256, 6, 6)
    halves = 0
    for path in ('', '_d'):
        y = x
        for number, stride in ((1, 1), (2, 2)):
            weight = shapes[f'layer2.0.conv{number}{path}.weight']
            y = torch.nn.functional.conv2d(y, weight, stride=stride, padding=number - 1, groups=(1, 16)[number - 1])
            entries = [shapes[f'layer2.0.bn{number}{path}.{name}']
                       for name in ('running_mean', 'running_var', 'weight', 'bias')]
            y = torch.nn.functional.batch_norm(y, *entries).relu()
        halves += torch.nn.functional.conv2d(y, shapes[f'layer2.0.conv3{path}.weight'])
    torch.testing.assert_close(one(x), halves, rtol=1e-4, atol=1e-3)


def test_published_file_holds_more_than_weights(tmp_path):
    entries = {f'module.{key}': torch.zeros(shape) for key, shape in resnext((6, 8, 5, 3)).items()}
    torch.save({'epoch': 120, 'state_dict': entries, 'optimizer': {'state': {}}}, tmp_path / 'best.pth')
    converted = convert('elastic', extract_weights(load(tmp_path / 'best.pth')))
    assert {key.partition('.')[0] for key in converted} == {'backbone', 'head'}


SEGMENTORS = [  # a made-up name each for what belongs to the head
    ('deeplabv3_resnext50-elastic_voc', {**resnext((6, 8, 5, 3)), 'aspp.conv.weight': (1, )}, {}),
    ('dla-up_dla-x60-elastic_voc',
     {'up.weight': (1, ), **{f'base.{key}': shape for key, shape in dla(*DLA_X60).items()}}, dict(elastic=True))]


@pytest.mark.parametrize(('name', 'shapes', 'options'), SEGMENTORS)
def test_backbones_of_published_segmentors_load_strictly(name, shapes, options):
    published = weights({key: shape for key, shape in shapes.items() if key not in ('fc.weight', 'fc.bias')}, 'module.')
    converted = convert('elastic', published, backbone_only=True, **options)
    assert all(key.startswith('backbone.') for key in converted)
    with torch.device('meta'):
        backbone = mmuvp.get_model(name).backbone
    backbone.load_state_dict({key.removeprefix('backbone.'): value for key, value in converted.items()}, strict=True)


@pytest.mark.parametrize(('name', 'shapes', 'options'), SEGMENTORS)
def test_a_segmentor_is_told_from_a_classifier(name, shapes, options):
    with pytest.raises(ValueError, match=r"is no entry of .* classifier; .* backbone_only=True converts the backbone"):
        convert('elastic', weights(shapes), **options)


@pytest.mark.parametrize('options', [dict(elastic='no'), dict(elastic=1), dict(backbone_only=None)])
def test_options_are_true_or_false(options):
    (name, value), = options.items()
    with pytest.raises(ValueError, match=f'the option {name} must be True or False, not {value!r}'):
        convert('elastic', weights(resnext((6, 8, 5, 3))), **options)


@pytest.mark.parametrize(('shapes', 'message'), [
    ({'backbone.conv1.weight': (1, )}, "no published ELASTIC checkpoint: ResNeXt has 'layer1.0.conv1_d.weight'"),
    (dla(*DLA_X60), r'DLA-X with \(1, 2, 4, 1\) layers .* published both .* elastic=True or elastic=False'),
    (resnext((1, 1, 1, 1)), r'ResNeXt with \(1, 1, 1, 1\) layers'),
    ({**resnext((6, 8, 5, 3)), 'epoch.number': (1, )}, "'epoch.number' is no entry of a published ELASTIC ResNeXt"),
    ({k: v for k, v in resnext((6, 8, 5, 3)).items() if k != 'layer4.0.conv2_d.weight'},
     "the checkpoint lacks 'backbone.stages.3.0.paths.low.middle.conv.weight'"),
    ({k: v for k, v in resnext((6, 8, 5, 3), excited=True).items() if k != 'layer1.0.bn3.weight'},
     "the checkpoint lacks 'layer1.0.bn3.weight'"),
    ({k: v for k, v in resnext((6, 8, 5, 3)).items() if k != 'fc.weight'}, "the checkpoint lacks 'head.fc.weight'"),
])
def test_another_checkpoint_is_named(shapes, message):
    with pytest.raises(ValueError, match=message):
        convert('elastic', weights(shapes))
