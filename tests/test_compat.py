import subprocess
import sys
from collections import defaultdict
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.logging import HistoryBuffer, MessageHub
from mmengine.runner import Runner, load_checkpoint
from mmengine.runner.checkpoint import CheckpointLoader

import mmuvp
from mmuvp.checkpoints import CheckpointError


class Hostile:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), 'w')


def test_import_is_cheap():
    code = ('import sys, mmuvp; '
            'print([name for name in ("torchvision", "mmdet", "mmcv", "mmseg", "mmpretrain") if name in sys.modules])')
    result = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == '[]'


@pytest.mark.parametrize('order', ['mmuvp, mmcv', 'mmcv, mmuvp'])
@pytest.mark.parametrize('backend', ['pillow', 'cv2'])
def test_hues_turn_both_ways(order, backend):
    """A third of the circle back, red becomes blue; forth, green."""
    code = (f'import {order}; import numpy as np; red = np.full((1, 1, 3), (0, 0, 255), np.uint8); '
            f'print([mmcv.adjust_hue(red, share, backend="{backend}").argmax().item() for share in (-1 / 3, 1 / 3)])')
    result = subprocess.run([sys.executable, '-W', 'ignore', '-c', code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == '[0, 1]'


def test_checkpoint_of_mmengine_survives(tmp_path):
    hub = MessageHub('test_compat')
    for value in (1., 2.):
        hub.update_scalar('train/loss', value)
    hub.update_info('best_score', np.float64(0.5))
    meta = {'dataset_meta': {'classes': ('a', 'b'), 'palette': np.zeros((2, 3), np.uint8), 'names': np.array(['a'])},
            'flags': np.array([True]), 'sizes': np.array([1, 2]), 'half': np.float16(1)}
    path = tmp_path / 'mmengine.pth'
    torch.save({'message_hub': hub.state_dict(), 'meta': meta, 'state_dict': {'w': torch.ones(2)}}, path)
    content = CheckpointLoader.load_checkpoint(str(path), 'cpu')
    history = content['message_hub']['log_scalars']['train/loss']
    assert isinstance(history, HistoryBuffer)
    assert history.mean() == 1.5
    assert content['message_hub']['runtime_info']['best_score'] == 0.5
    assert (content['meta']['dataset_meta']['palette'] == 0).all()


def test_names_of_both_numpy_versions_are_allowed():
    names = {item[1] for item in mmuvp.compat.checkpoint_globals() if isinstance(item, tuple)}
    for module in ('numpy.core.multiarray', 'numpy._core.multiarray'):
        assert {f'{module}._reconstruct', f'{module}.scalar'} <= names


def test_stock_loaders_refuse_code(tmp_path):
    proof, path = tmp_path / 'executed', tmp_path / 'hostile.pth'
    torch.save({'state_dict': {}, 'meta': Hostile(proof)}, path)
    with pytest.raises(CheckpointError, match='hostile.pth was not loaded'):
        load_checkpoint(torch.nn.Linear(1, 1), str(path))
    assert not proof.exists()


def test_downloads_are_guarded(tmp_path):
    from mmengine.runner import checkpoint
    proof, path = tmp_path / 'executed', tmp_path / 'hostile.pth'
    torch.save({'meta': Hostile(proof)}, path)
    with pytest.raises(CheckpointError, match='hostile.pth was not loaded'):
        checkpoint.load_url(path.as_uri(), model_dir=str(tmp_path / 'cache'))
    assert not proof.exists()


@pytest.mark.parametrize('attribute', ['__init__', '__globals__', 'register_statistics'])
def test_getattr_gives_statistics_only(tmp_path, attribute):
    class Sneaky:
        def __reduce__(self):
            return getattr, (HistoryBuffer, attribute)

    torch.save({'x': Sneaky()}, tmp_path / 'sneaky.pth')
    with pytest.raises(CheckpointError, match='getattr'):
        mmuvp.checkpoints.load(tmp_path / 'sneaky.pth')


def test_batches_of_inherited_configs_are_collated(tmp_path):
    """A loader that a config inherits from another package."""
    (tmp_path / 'config.py').write_text("_base_ = 'mmpretrain::_base_/datasets/imagenet_bs32_mocov2.py'")
    loader = Config.fromfile(tmp_path / 'config.py').train_dataloader
    assert loader.collate_fn._scope_ == 'mmpretrain'
    loader.update(dataset=[torch.tensor(0), torch.tensor(1)], batch_size=2, num_workers=0, persistent_workers=False)
    (batch, ) = Runner.build_dataloader(loader)
    assert sorted(batch.tolist()) == [0, 1]
    assert loader.collate_fn._scope_ == 'mmpretrain'


def omegaconf_checkpoint(path, monkeypatch):
    """Write weights beside settings that are pickled as OmegaConf pickles its own."""
    def make(module, name, **state):
        full = f'omegaconf.{module}'
        if full not in sys.modules:
            monkeypatch.setitem(sys.modules, full, ModuleType(full))
        if not hasattr(sys.modules[full], name):
            setattr(sys.modules[full], name, type(name, (), dict(__module__=full)))
        settings = getattr(sys.modules[full], name)()
        settings.__dict__.update(state)
        return settings

    monkeypatch.setitem(sys.modules, 'omegaconf', ModuleType('omegaconf'))
    number = make('nodes', 'AnyNode', _metadata=make('base', 'Metadata', ref_type=Any), _val=4096)
    metadata = make('base', 'ContainerMetadata', object_type=dict, key_type=Any, element_type=int, resolver_cache={})
    metadata.resolver_cache = defaultdict(dict)
    config = make('dictconfig', 'DictConfig', _metadata=metadata, _content=dict(batch_size=number))
    torch.save(dict(model=dict(w=torch.ones(2)), config=config), path)
    monkeypatch.undo()


def test_settings_of_omegaconf_are_read_as_inert_objects(tmp_path, monkeypatch):
    omegaconf_checkpoint(tmp_path / 'groupvit.pth', monkeypatch)
    content = mmuvp.checkpoints.load(tmp_path / 'groupvit.pth')
    assert torch.equal(mmuvp.checkpoints.extract_weights(content)['w'], torch.ones(2))
    assert type(content['config']).__name__ == 'PickledSettings'
    assert content['config']._content['batch_size']._val == 4096
    assert 'omegaconf' not in sys.modules
