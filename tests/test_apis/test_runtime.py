from argparse import Namespace

import pytest
import torch
from mmengine.config import Config

from mmuvp.apis import UsageError, runtime
from mmuvp.apis.cpu_distributed import distribute_on_cpu


@pytest.fixture
def cfg(tmp_path):
    dataset = {'type': 'Wrapper', 'dataset': {'type': 'Data', 'pipeline': [1]}}
    return Config({
        'model': {'type': 'M', 'norm_cfg': {'type': 'SyncBN'}, 'heads': [{'norm_cfg': {'type': 'SyncBN'}}]},
        'optim_wrapper': {'type': 'OptimWrapper'}, 'work_dir': str(tmp_path), 'visualizer': {'type': 'V'},
        'default_hooks': {'visualization': {'type': 'DetVisualizationHook'}}, 'test_dataloader': {'dataset': dataset}})


@pytest.fixture
def device(monkeypatch):
    """Function that makes the runtime believe in a device."""
    return lambda name: monkeypatch.setattr(runtime, 'get_device', lambda: name)


def prepare(tmp_path, text, **changes):
    path = tmp_path / 'name_of_config.py'
    path.write_text(text)
    return runtime.prepare_config(Namespace(**{
        'config': str(path), 'cfg_options': None, 'launcher': 'none', 'work_dir': None, 'local_rank': 0, **changes}))


class TestPrepare:

    def test_work_dir(self, tmp_path):
        assert prepare(tmp_path, 'x = 1').work_dir == 'work_dirs/name_of_config'
        assert prepare(tmp_path, 'work_dir = "theirs"').work_dir == 'theirs'
        assert prepare(tmp_path, 'work_dir = "theirs"', work_dir='mine').work_dir == 'mine'

    def test_classifiers_get_stacked_batches(self, tmp_path):
        text = 'train_dataloader = dict(batch_size=1)\nval_dataloader = dict(collate_fn=dict(type="own"))\n'
        cfg = prepare(tmp_path, text + 'default_scope = "mmpretrain"')
        assert cfg.train_dataloader.collate_fn.type == 'default_collate'
        assert cfg.val_dataloader.collate_fn.type == 'own'
        assert 'collate_fn' not in prepare(tmp_path, text + 'default_scope = "mmdet"').train_dataloader

    def test_mixed_precision_needs_a_gpu(self, tmp_path, device):
        text = 'optim_wrapper = dict(type="AmpOptimWrapper", loss_scale="dynamic", accumulative_counts=2)'
        device('cpu')
        assert prepare(tmp_path, text).optim_wrapper == {'type': 'OptimWrapper', 'accumulative_counts': 2}
        device('cuda')
        assert prepare(tmp_path, text).optim_wrapper.type == 'AmpOptimWrapper'


class TestFlags:

    def test_amp(self, cfg, device):
        device('cpu')
        with pytest.raises(UsageError, match='--amp needs a GPU'):
            runtime.use_amp(cfg)
        device('cuda')
        runtime.use_amp(cfg)
        assert cfg.optim_wrapper == {'type': 'AmpOptimWrapper', 'loss_scale': 'dynamic'}
        cfg.optim_wrapper.type = 'Own'
        with pytest.raises(UsageError, match='the config has Own'):
            runtime.use_amp(cfg)

    def test_auto_scale_lr(self, cfg):
        with pytest.raises(UsageError, match='auto_scale_lr.base_batch_size'):
            runtime.use_auto_scale_lr(cfg)
        cfg.auto_scale_lr = {'base_batch_size': 8}
        runtime.use_auto_scale_lr(cfg)
        assert cfg.auto_scale_lr.enable

    def test_only_training_free_models_need_no_weights(self, cfg):
        with pytest.raises(UsageError, match='checkpoint to test is missing'):
            runtime.use_weights(cfg, None)
        runtime.use_weights(cfg, 'some.pth')
        assert cfg.load_from == 'some.pth'
        free = Config({'model': {'type': 'mmuvp.CLIPAsRNNSegmentor'}})
        runtime.use_weights(free, None)
        assert 'load_from' not in free
        with pytest.raises(UsageError, match='training-free'):
            runtime.use_weights(free, 'some.pth')

    def test_resume(self, cfg, tmp_path, capsys):
        runtime.use_resume(cfg, 'auto')
        assert 'training starts anew' in capsys.readouterr().out
        assert 'resume' not in cfg
        torch.save({}, tmp_path / 'iter_5.pth')
        runtime.use_resume(cfg, 'auto')
        assert cfg.resume
        assert cfg.load_from == str(tmp_path / 'iter_5.pth')
        assert cfg.custom_hooks[-1].type == 'mmuvp.CheckpointFitHook'

    def test_tta(self, cfg):
        with pytest.raises(UsageError, match='no tta_model and no tta_pipeline'):
            runtime.use_tta(cfg)
        cfg.update(tta_model={'type': 'T'}, tta_pipeline=[2])
        runtime.use_tta(cfg)
        assert cfg.model.type == 'T'
        assert cfg.model.module.type == 'M'
        assert cfg.test_dataloader.dataset.dataset.pipeline == [2]

    @pytest.mark.parametrize('kind', ['mmdet.DetVisualizationHook', 'VisualizationHook', 'SegVisualizationHook'])
    def test_visualization(self, cfg, tmp_path, kind):
        cfg.default_hooks.visualization.type = kind
        runtime.use_visualization(cfg, False, str(tmp_path / 'pictures'), 1)
        hook = cfg.default_hooks.visualization
        assert hook.get('draw') or hook.get('enable')
        places = hook.get('test_out_dir'), hook.get('out_dir'), cfg.visualizer.get('save_dir')
        assert str(tmp_path / 'pictures') in places
        del cfg.default_hooks['visualization']
        with pytest.raises(UsageError, match='default_hooks.visualization'):
            runtime.use_visualization(cfg, True, None, 1)


class TestDistributedOnCPU:

    def test_gpu_parts_are_taken_out(self, cfg, monkeypatch, capsys):
        backends = []
        monkeypatch.setattr('torch.distributed.init_process_group', backends.append)
        monkeypatch.setenv('RANK', '0')
        cfg.update(launcher='pytorch', find_unused_parameters=True, sync_bn='torch')
        distribute_on_cpu(cfg)
        assert backends == ['gloo']
        assert cfg.model_wrapper_cfg == {
            'broadcast_buffers': False, 'find_unused_parameters': True, 'device_ids': None}
        assert 'sync_bn' not in cfg
        assert 'SyncBN' not in str(cfg.model)
        assert 'not synchronised' in capsys.readouterr().out

    @pytest.mark.parametrize('launcher', ['slurm', 'pytorch'])
    def test_needs_torchrun(self, cfg, monkeypatch, launcher):
        monkeypatch.delenv('RANK', raising=False)
        cfg.launcher = launcher
        with pytest.raises(UsageError, match='torchrun'):
            distribute_on_cpu(cfg)
