import json
import pickle

import pytest
import torch
from parity import FOLDER

import mmuvp
from mmuvp.checkpoints import CheckpointError, convert, extract_weights, load
from mmuvp.checkpoints.axial import order_output, order_projection, rename, split_table

SIZES = {'axial-resnet-26-s_port_in1k': ((1, 2, 4, 1), 64), 'axial-resnet-50-s_port_in1k': ((3, 4, 6, 3), 64),
         'axial-resnet-50-m_port_in1k': ((3, 4, 6, 3), 96), 'axial-resnet-50-l_port_in1k': ((3, 4, 6, 3), 128)}


def norm(prefix, channels):
    entries = {f'{prefix}.{name}': (channels, ) for name in ('weight', 'bias', 'running_mean', 'running_var')}
    return {**entries, f'{prefix}.num_batches_tracked': ()}


def attention(prefix, channels, length):
    return {f'{prefix}.relative': (channels // 4, 2 * length - 1), f'{prefix}.flatten_index': (length ** 2, ),
            f'{prefix}.qkv_transform.weight': (2 * channels, channels, 1), **norm(f'{prefix}.bn_qkv', 2 * channels),
            **norm(f'{prefix}.bn_similarity', 24), **norm(f'{prefix}.bn_output', 2 * channels)}


def block(prefix, in_channels, channels, length, downsample):
    shapes = {f'{prefix}.conv_down.weight': (channels, in_channels, 1, 1), **norm(f'{prefix}.bn1', channels),
              **attention(f'{prefix}.hight_block', channels, length),
              **attention(f'{prefix}.width_block', channels, length),
              f'{prefix}.conv_up.weight': (2 * channels, channels, 1, 1), **norm(f'{prefix}.bn2', 2 * channels)}
    if downsample:
        shapes |= {f'{prefix}.downsample.0.weight': (2 * channels, in_channels, 1, 1),
                   **norm(f'{prefix}.downsample.1', 2 * channels)}
    return shapes


def published_shapes(num_blocks, channels):
    """Shape of every entry of a published checkpoint."""
    in_channels = channels // 2
    shapes = {'conv1.weight': (in_channels, 3, 7, 7), **norm('bn1', in_channels)}
    for stage, (blocks, length) in enumerate(zip(num_blocks, (56, 56, 28, 14), strict=True)):
        for number in range(blocks):
            shapes |= block(f'layer{stage + 1}.{number}', in_channels, channels, length, number == 0)
            if number == 0 and stage > 0:
                length //= 2
            in_channels = 2 * channels
        channels *= 2
    return {**shapes, 'fc.weight': (1000, in_channels), 'fc.bias': (1000, )}


def weights(shapes):
    return {key: torch.empty(shape, device='meta') for key, shape in shapes.items()}


@pytest.mark.parametrize('name', SIZES)
@pytest.mark.parametrize('prefix', ['', 'module.'])
def test_published_weights_load_strictly(name, prefix):
    with torch.device('meta'):
        model = mmuvp.get_model(name)
    published = {prefix + key: value for key, value in weights(published_shapes(*SIZES[name])).items()}
    model.load_state_dict(convert('axial', published), strict=True)


def test_shapes_are_those_of_the_reference():
    reference = json.loads((FOLDER / 'axial26s.json').read_text())['state_dict']
    assert published_shapes(*SIZES['axial-resnet-26-s_port_in1k']) == {k: tuple(shape) for k, shape, _ in reference}


def test_tables_count_from_the_key_to_the_query():
    """The published table is one, and mirrored for queries and values."""
    query, key, value = split_table('x.', torch.arange(12.).view(4, 3)).values()
    assert query.tolist() == [[2], [1], [0]]
    assert key.tolist() == [[3], [4], [5]]
    assert value.tolist() == [[8, 11], [7, 10], [6, 9]]


def test_order_of_channels():
    per_head = torch.arange(32).view(8, 4)  # a query, a key and two values each
    expected = torch.cat([per_head[:, 0], per_head[:, 1], per_head[:, 2:].flatten()])
    assert torch.equal(order_projection('x', per_head.flatten()), expected)
    assert order_output(torch.tensor([0, 10, 1, 11])).tolist() == [0, 1, 10, 11]


def published(**changes):
    return {**weights(published_shapes((1, 1, 1, 1), 64)), **changes}


@pytest.mark.parametrize(('state_dict', 'message'), [
    ({'backbone.conv1.weight': torch.zeros(1)}, "not a published Axial-ResNet checkpoint: it has no 'conv1.weight'"),
    ({'conv1.weight': torch.zeros(1), 'layer1.0.conv1.weight': torch.zeros(1), 'fc.weight': torch.zeros(1)},
     "it has no 'layer1.0.hight_block.relative'"),
    (published(**{'optimizer.state': torch.zeros(1)}), "'optimizer.state' is no entry of a published Axial-ResNet"),
    (published(**{'layer1.0.hight_block.qkv_transform.weight': torch.zeros(48, 64, 1)}),
     "'layer1.0.hight_block.qkv_transform.weight' has 48 channels, which are not those of 8 heads"),
])
def test_another_checkpoint_is_named(state_dict, message):
    with pytest.raises(ValueError, match=message):
        convert('axial', state_dict)


def test_names_are_those_of_the_classifier():
    assert rename('layer2.1.hight_block.bn_qkv.bias') == 'backbone.stages.1.1.attention.height_axis.qkv_norm.bias'
    assert rename('layer4.0.downsample.1.weight') == 'backbone.stages.3.0.shortcut.bn.weight'


def test_published_file_holds_more_than_weights(tmp_path):
    """Weights are under ``net``, beside the optimizer's state and the epoch."""
    entries = {f'module.{key}': torch.zeros(shape) for key, shape in published_shapes((1, 1, 1, 1), 64).items()}
    torch.save({'net': entries, 'optim': {'state': {}, 'param_groups': []}, 'epoch': 130}, tmp_path / '-1.pth')
    converted = convert('axial', extract_weights(load(tmp_path / '-1.pth')))
    assert {key.partition('.')[0] for key in converted} == {'backbone', 'head'}


def test_hostile_file_is_refused(tmp_path):
    class Hostile:
        def __reduce__(self):
            return open, (str(tmp_path / 'executed'), 'w')

    (tmp_path / '-1.pth').write_bytes(pickle.dumps({'net': Hostile()}, protocol=2))
    with pytest.raises(CheckpointError, match='-1.pth was not loaded: it refers to .*open'):
        load(tmp_path / '-1.pth')
    assert not (tmp_path / 'executed').exists()


def test_weights_of_another_size_do_not_load(tmp_path):
    converted = convert('axial', {k: torch.zeros(s) for k, s in published_shapes((1, 2, 4, 1), 64).items()})
    torch.save({'state_dict': converted}, tmp_path / 'axial.pth')
    with pytest.raises(CheckpointError, match='axial.pth is of another model:\n  .* has shape'):
        mmuvp.get_model('axial-resnet-50-m_port_in1k', tmp_path / 'axial.pth')
