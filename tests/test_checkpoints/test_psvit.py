"""Conversion of the published weights of PS-ViT."""
import json
import pickle
from argparse import Namespace

import pytest
import torch
from parity import FOLDER

import mmuvp
from mmuvp.checkpoints import CheckpointError, convert, extract_weights, load
from mmuvp.checkpoints.psvit import rename

SIZES = {'psvit_ti-14_in1k': (192, 4, 8, (192, 192), 14), 'psvit_b-14_in1k': (384, 4, 10, (256, 384), 14),
         'psvit_b-18_in1k': (384, 4, 10, (256, 384), 18)}
TINY = (8, 2, 1, (8, 8), 3)


def norm(prefix, channels):
    entries = {f'{prefix}.{name}': (channels, ) for name in ('weight', 'bias', 'running_mean', 'running_var')}
    return {**entries, f'{prefix}.num_batches_tracked': ()}


def linear(prefix, in_channels, out_channels):
    return {f'{prefix}.weight': (out_channels, in_channels), f'{prefix}.bias': (out_channels, )}


def encoder_layer(prefix, channels):
    norms = {f'{prefix}.norm{i}.{name}': (channels, ) for i in (1, 2) for name in ('weight', 'bias')}
    return {f'{prefix}.attn.qkv.weight': (3 * channels, channels), **linear(f'{prefix}.attn.proj', channels, channels),
            **linear(f'{prefix}.mlp.fc1', channels, 3 * channels),
            **linear(f'{prefix}.mlp.fc2', 3 * channels, channels), **norms}


def residual_block(prefix, in_channels, out_channels):
    shapes = {f'{prefix}.conv1.weight': (64, in_channels, 1, 1), **norm(f'{prefix}.bn1', 64),
              f'{prefix}.conv2.weight': (64, 64, 3, 3), **norm(f'{prefix}.bn2', 64),
              f'{prefix}.conv3.weight': (out_channels, 64, 1, 1), **norm(f'{prefix}.bn3', out_channels)}
    if in_channels != out_channels:
        shapes |= {f'{prefix}.downsample.0.weight': (out_channels, in_channels, 1, 1),
                   **norm(f'{prefix}.downsample.1', out_channels)}
    return shapes


def published_shapes(channels, iterations, layers, blocks, samples):
    """Shape of every entry of a published checkpoint."""
    shapes = {'cls_token': (1, 1, channels), 'point_coord': (1, samples ** 2, 2), **linear('pos_layer', 2, channels),
              'stem.0.weight': (64, 3, 7, 7), **norm('stem.1', 64),
              **residual_block('stem.4', 64, blocks[0]), **residual_block('stem.5', *blocks)}
    for index in range(iterations):
        shapes |= {**encoder_layer(f'ps_layers.{index}.transformer_layer', channels),
                   **linear(f'ps_layers.{index}.position_layer', 2, channels)}
        if index < iterations - 1:
            shapes |= linear(f'ps_layers.{index}.offset_layer', channels, 2)
    for index in range(layers):
        shapes |= encoder_layer(f'trans_layers.{index}', channels)
    return {**shapes, 'norm.weight': (channels, ), 'norm.bias': (channels, ), **linear('head', channels, 1000)}


def published(size=TINY, fill=0., prefix='', **changes):
    weights = {prefix + key: torch.full(shape, fill) for key, shape in published_shapes(*size).items()}
    return {**weights, **changes}


@pytest.mark.parametrize('name', SIZES)
def test_published_weights_load_strictly(name):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
        weights = {key: torch.empty(shape) for key, shape in published_shapes(*SIZES[name]).items()}
        model.load_state_dict(convert('psvit', weights), strict=True)


def test_shapes_are_those_of_the_reference():
    reference = json.loads((FOLDER / 'ps_vit_ti_14.json').read_text())['state_dict']
    assert published_shapes(*SIZES['psvit_ti-14_in1k']) == {k: tuple(shape) for k, shape, _ in reference}


@pytest.mark.parametrize(('key', 'name'), [
    ('stem.4.downsample.1.running_var', 'backbone.stem.2.0.downsample.1.running_var'),
    ('stem.5.bn3.weight', 'backbone.stem.3.0.bn3.weight'),
    ('ps_layers.1.offset_layer.bias', 'backbone.sampling.offsets.1.bias'),
    ('ps_layers.3.transformer_layer.norm2.bias', 'backbone.sampling.layers.3.ln2.bias'),
    ('trans_layers.9.mlp.fc1.weight', 'backbone.layers.9.ffn.layers.0.0.weight'),
    ('trans_layers.0.mlp.fc2.bias', 'backbone.layers.0.ffn.layers.1.bias')])
def test_names_are_those_of_the_classifier(key, name):
    assert rename(key) == name


def test_copies_of_the_position_layer_are_one():
    """As when they are loaded one after the other, the last one is left."""
    changes = {'ps_layers.1.position_layer.weight': torch.ones(8, 2)}
    assert torch.equal(convert('psvit', published(**changes))['backbone.sampling.position.weight'], torch.ones(8, 2))


@pytest.mark.parametrize(('state_dict', 'message'), [
    ({'head.weight': torch.zeros(1)}, "not a published PS-ViT checkpoint: it has no 'cls_token'"),
    (published(**{'optimizer.state': torch.zeros(1)}), "'optimizer.state' is no entry of a published PS-ViT"),
    (published(**{'blocks.0.norm1.weight': torch.zeros(1)}), "'blocks.0.norm1.weight' is no entry")])
def test_another_checkpoint_is_named(state_dict, message):
    with pytest.raises(ValueError, match=message):
        convert('psvit', state_dict)


@pytest.fixture
def published_file(tmp_path):
    """As the published training script writes them: the arguments beside two sets of weights."""
    path = tmp_path / 'model_best.pth.tar'
    torch.save({'epoch': 309, 'arch': 'ps_vit_ti_14', 'state_dict': published(prefix='module.'), 'version': 2,
                'optimizer': {'state': {}, 'param_groups': []}, 'args': Namespace(lr=1e-3, data='imagenet'),
                'state_dict_ema': published(fill=1.), 'metric': 75.6}, path)
    return path


@pytest.mark.parametrize(('key', 'value'), [(None, 1), ('state_dict_ema', 1), ('state_dict', 0)])
def test_mean_of_the_weights_comes_first(published_file, key, value):
    converted = convert('psvit', extract_weights(load(published_file), key))
    assert {weight.unique().item() for weight in converted.values()} == {value}


def test_hostile_file_is_refused(tmp_path):
    class Hostile:
        def __reduce__(self):
            return open, (str(tmp_path / 'executed'), 'w')

    (tmp_path / 'best.pth').write_bytes(pickle.dumps({'args': Namespace(lr=Hostile())}, protocol=2))
    with pytest.raises(CheckpointError, match='best.pth was not loaded: it refers to .*open'):
        load(tmp_path / 'best.pth')
    assert not (tmp_path / 'executed').exists()


def test_weights_of_another_size_do_not_load(tmp_path):
    torch.save({'state_dict': convert('psvit', published(SIZES['psvit_ti-14_in1k']))}, tmp_path / 'ti.pth')
    with pytest.raises(CheckpointError, match='ti.pth is of another model:\n  .* has shape'):
        mmuvp.get_model('psvit_b-14_in1k', tmp_path / 'ti.pth')
