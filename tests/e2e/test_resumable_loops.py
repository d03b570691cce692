from copy import deepcopy

import pytest
from interruption import train_until
from mmengine.config import Config
from mmengine.registry import DefaultScope
from mmengine.runner import Runner

from mmuvp.engine.hooks.safe_checkpoint_hook import latest_checkpoint


@pytest.fixture
def train(tiny_config, tmp_path):
    """Function that trains, to the end or to an interruption, and returns the losses by iteration."""
    def run(name, stop=None, resume=False, **changes):
        cfg = Config.fromfile(tiny_config)
        cfg.work_dir = str(tmp_path / name)
        cfg.update(val_cfg=None, val_dataloader=None, val_evaluator=None)
        cfg.merge_from_dict(deepcopy(changes))
        if resume:
            cfg.update(resume=True, load_from=str(latest_checkpoint(cfg.work_dir)))
        with DefaultScope.overwrite_default_scope('mmengine'):
            return train_until(Runner.from_cfg(cfg), stop)
    return run


def test_iterations_continue_to_the_same_losses(train):
    whole = train('whole')
    assert list(whole) == list(range(12))
    before = train('parts', stop=7)
    after = train('parts', resume=True)
    assert list(after) == [6, 7, 8, 9, 10, 11]
    assert {**before, **after} == whole


def test_seed_is_that_of_the_checkpoint(train, tmp_path):
    changes = {'randomness.seed': None, 'default_hooks.checkpoint.max_keep_ckpts': -1}
    whole = train('run', **changes)
    for checkpoint in tmp_path.glob('run/iter_*.pth'):
        if checkpoint.stem not in ('iter_2', 'iter_4', 'iter_6'):
            checkpoint.unlink()
    after = train('run', resume=True, **changes)
    assert after == {step: whole[step] for step in range(6, 12)}


def test_epochs_continue_to_the_same_losses(train):
    changes = {'train_cfg': {'_delete_': True, 'type': 'mmuvp.ResumableEpochLoop', 'max_epochs': 3},
               'train_dataloader.sampler.type': 'DefaultSampler',
               'default_hooks.checkpoint.by_epoch': True, 'default_hooks.checkpoint.interval': 1}
    whole = train('whole', **changes)
    assert len(whole) == 18
    before = train('parts', stop=8, **changes)
    after = train('parts', resume=True, **changes)
    assert list(after) == list(range(6, 18))
    assert {**before, **after} == whole
