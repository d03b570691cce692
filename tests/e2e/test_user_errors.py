"""What a user can put right ends a tool with one message that names it, and without a traceback."""
import pickle

import pytest
import torch


class Hostile:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), 'w')


@pytest.fixture
def refuse(call_tool, tmp_path):
    """Function that runs a tool, which must fail, and returns its error message."""
    def run(name, *arguments):
        message = call_tool(name, *arguments, '--work-dir', tmp_path / 'work')
        assert message.startswith('mmuvp: error: ')
        return message
    return run


def test_hostile_checkpoint(refuse, tiny_config, tmp_path):
    proof, path = tmp_path / 'executed', tmp_path / 'hostile.pth'
    torch.save({'state_dict': {}, 'meta': Hostile(proof)}, path)
    message = refuse('test.py', tiny_config, path)
    assert str(path) in message
    assert 'open' in message
    assert not proof.exists()
    # a plain pickle, and the way through --resume
    path.write_bytes(pickle.dumps({'state_dict': Hostile(proof)}, protocol=2))
    assert str(path) in refuse('train.py', tiny_config, '--resume', path)
    assert not proof.exists()


def test_checkpoint_of_another_number_of_classes(refuse, tiny_config, tmp_path):
    path = tmp_path / 'other.pth'
    torch.save({'state_dict': {'head.fc.weight': torch.zeros(5, 16)}}, path)
    message = refuse('test.py', tiny_config, path)
    assert f'{path} is of another model' in message
    assert 'head.fc.weight has shape [5, 16] in the checkpoint and [3, 16] in the model' in message


@pytest.mark.parametrize(('tool', 'arguments', 'expected'), [
    ('test.py', ['no.pth'], 'checkpoint no.pth does not exist'),
    ('test.py', ['no.pth', '--tta'], 'tta_model'),
    ('test.py', ['no.pth', '--out', 'predictions.txt'], 'predictions.txt'),
    ('train.py', ['--cfg-options', 'model.hed.num_classes=3'], "no 'hed' under 'model'; did you mean head?"),
    ('train.py', ['--cfg-options', 'model.head.num_clases=3'], "unexpected keyword argument 'num_clases'"),
    ('train.py', ['--cfg-options', 'train_dataloader.dataset.data_root=nowhere'], 'nowhere'),
    ('train.py', ['--auto-scale-lr'], 'auto_scale_lr.base_batch_size'),
])
def test_mistaken_command_line(refuse, tiny_config, tool, arguments, expected):
    assert expected in refuse(tool, tiny_config, *arguments)


def test_missing_config(refuse):
    assert "no config 'configs/none.py'" in refuse('train.py', 'configs/none.py')


def test_error_reaches_the_terminal_without_traceback(run_tool):
    result = run_tool('train.py', 'configs/none.py')
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith('mmuvp: error: ')
    assert 'Traceback' not in result.stderr


def test_misspelt_key_of_a_config_file(refuse, tiny_config, tmp_path):
    config = tmp_path / 'misspelt.py'
    config.write_text(f'_base_ = {str(tiny_config)!r}\nrandomnes = dict(seed=5)\n')
    assert "config key 'randomnes' has no effect; did you mean randomness?" in refuse('train.py', config)
