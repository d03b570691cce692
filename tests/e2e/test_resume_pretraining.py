"""Contrastive pre-training that is killed and resumed, under the stock runner."""
import pytest
import torch
from contrastive_models import CONSISTENCY, FEATURES, HEAD, QUEUE, small_neck, small_resnet
from frozen_models import write_pictures
from interruption import train_until
from mmengine.config import Config

from mmuvp.apis.runtime import build_runner
from mmuvp.engine.hooks.safe_checkpoint_hook import latest_checkpoint

VIEW = [dict(type='RandomResizedCrop', scale=16), dict(type='ColorJitter', brightness=0.4, hue=0.1)]


@pytest.fixture
def train(tmp_path):
    """Function that trains for three epochs of four steps, or until a step, and returns losses and the last state."""
    write_pictures(tmp_path / 'pictures', count=8)

    def run(name, stop=None, resume=False):
        work = tmp_path / name
        cfg = Config(dict(
            default_scope='mmpretrain',
            model=dict(type='mmuvp.CO2MoCo', backbone=small_resnet(), neck=small_neck(), head=HEAD, queue_len=QUEUE,
                       feat_dim=FEATURES, momentum=0.1, consistency=CONSISTENCY, key_groups=2),
            data_preprocessor=dict(type='SelfSupDataPreprocessor', mean=[128] * 3, std=[64] * 3, to_rgb=True),
            train_dataloader=dict(
                batch_size=6, num_workers=1, drop_last=True, collate_fn=dict(type='default_collate'),
                sampler=dict(type='DefaultSampler', shuffle=True),
                dataset=dict(type='CustomDataset', data_root=str(tmp_path / 'pictures'), pipeline=[
                    dict(type='LoadImageFromFile'), dict(type='MultiView', num_views=2, transforms=[VIEW]),
                    dict(type='PackInputs')])),
            train_cfg=dict(type='mmuvp.ResumableEpochLoop', max_epochs=3),
            optim_wrapper=dict(optimizer=dict(type='SGD', lr=0.1, momentum=0.9)),
            default_hooks=dict(checkpoint=dict(type='mmuvp.SafeCheckpointHook', interval=1)),
            randomness=dict(seed=1), log_level='WARNING', work_dir=str(work)))
        if resume:
            cfg.update(resume=True, load_from=str(latest_checkpoint(cfg.work_dir)))
        runner = build_runner(cfg)
        return train_until(runner, stop), runner.model.state_dict()
    return run


@pytest.mark.slow
def test_it_continues_exactly(train):
    whole, state = train('whole')
    assert list(whole) == list(range(12))
    before, _ = train('parts', stop=6)
    after, resumed = train('parts', resume=True)
    assert list(after) == list(range(4, 12))
    assert {**before, **after} == whole
    torch.testing.assert_close(resumed, state, rtol=0, atol=0)
    assert resumed['queue_ptr'].item() == 12 * 6 % QUEUE
    assert resumed['encoder_k.steps'].item() == 12
