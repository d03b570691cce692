import pickle
from collections import OrderedDict

import numpy as np
import pytest
import torch
from torch import nn

from mmuvp.checkpoints import CheckpointError, convert, extract_weights, families, load, load_weights


class Hostile:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), 'w')


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match='checkpoint .*none.pth does not exist'):
        load(tmp_path / 'none.pth')


@pytest.mark.parametrize('content', [b'', b'not a checkpoint', b'PK\x03\x04 cut off'])
def test_other_files_are_named(tmp_path, content):
    path = tmp_path / 'broken.pth'
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match='broken.pth is not a'):
        load(path)


def test_truncated_checkpoint_is_named(tmp_path):
    path = tmp_path / 'cut.pth'
    torch.save({'w': torch.zeros(1000)}, path)
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(CheckpointError, match='cut.pth is not a'):
        load(path)


@pytest.mark.parametrize('name', ['list.pth', 'list.pkl'])
def test_content_must_be_a_dict(tmp_path, name):
    path = tmp_path / name
    if path.suffix == '.pth':
        torch.save([1], path)
    else:
        path.write_bytes(pickle.dumps([1]))
    with pytest.raises(CheckpointError, match=f'{name} is not a checkpoint: it holds a list'):
        load(path)


@pytest.mark.parametrize('suffix', ['.pth', '.pkl'])
def test_hostile_pickle_is_refused(tmp_path, suffix):
    proof, path = tmp_path / 'executed', tmp_path / f'hostile{suffix}'
    path.write_bytes(pickle.dumps({'model': Hostile(proof)}, protocol=2))
    with pytest.raises(CheckpointError, match=f'hostile{suffix} was not loaded: it refers to .*open'):
        load(path)
    assert not proof.exists()


@pytest.mark.parametrize('protocol', [2, 5])
def test_arrays_become_tensors(tmp_path, protocol):
    path = tmp_path / 'arrays.pkl'
    content = {'model': OrderedDict(w=np.arange(4, dtype=np.float32)), '__author__': 'someone', 'step': np.int64(3)}
    path.write_bytes(pickle.dumps(content, protocol=protocol))
    loaded = load(path)
    assert loaded['__author__'] == 'someone'
    torch.testing.assert_close(loaded['model']['w'], torch.arange(4.))


@pytest.mark.parametrize('key', ['state_dict', 'model', 'net', 'teacher'])
def test_weights_are_found(key):
    weights = extract_weights({key: {'module.w': torch.ones(1), 'epoch': 3}, 'optimizer': {}})
    assert list(weights) == ['w']
    assert list(extract_weights({'w': torch.ones(1)})) == ['w']


def test_weights_by_key():
    checkpoint = {'student': {'w': torch.zeros(1)}, 'teacher': {'w': torch.ones(1)}}
    assert extract_weights(checkpoint)['w'] == 1
    assert extract_weights(checkpoint, 'student')['w'] == 0
    with pytest.raises(CheckpointError, match="no key 'pupil'; its keys are student, teacher"):
        extract_weights(checkpoint, 'pupil')
    with pytest.raises(CheckpointError, match='no weights found; the keys of the checkpoint are epoch'):
        extract_weights({'epoch': 1})
    with pytest.raises(CheckpointError, match="the key 'epoch' of the checkpoint holds a int, not weights"):
        extract_weights({'epoch': 1}, 'epoch')


class TestLoadWeights:

    def test_shape(self):
        with pytest.raises(CheckpointError) as error:
            load_weights(nn.Linear(2, 3), {'weight': torch.zeros(5, 2), 'bias': torch.zeros(5)}, 'x.pth')
        assert str(error.value).splitlines() == [
            'x.pth is of another model:', '  weight has shape [5, 2] in the checkpoint and [3, 2] in the model',
            '  bias has shape [5] in the checkpoint and [3] in the model']

    def test_missing_and_unknown(self):
        with pytest.raises(CheckpointError, match='it lacks bias\n  the model lacks scale'):
            load_weights(nn.Linear(2, 3), {'weight': torch.zeros(3, 2), 'scale': torch.zeros(1)}, 'x.pth')

    def test_optional_parts_may_be_absent_on_either_side(self):
        model = nn.ModuleDict({'body': nn.Linear(1, 1), 'extra': nn.Linear(1, 1)})
        weights = model.state_dict()
        body = {key: value + 1 for key, value in weights.items() if key.startswith('body')}
        load_weights(model, body, 'x.pth', optional=['extra.'])
        del model['extra']
        load_weights(model, {**weights, **body}, 'x.pth', optional=['extra.'])
        torch.testing.assert_close(model['body'].weight.data, body['body.weight'])


def test_unknown_family_lists_known_ones():
    assert 'kmax' in families()
    assert 'io' not in families()
    with pytest.raises(ValueError, match="unknown family 'kmin'; known are .*kmax"):
        convert('kmin', {})
