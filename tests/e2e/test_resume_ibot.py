import cv2
import numpy as np
import pytest
import torch
from test_resume import train_with_a_kill  # noqa: F401

from mmuvp.checkpoints import load

CONFIG = '''_base_ = 'mmuvp::ibot/ibot_vit-tiny_cifar10.py'
load, crops, masks, pack = _base_.train_pipeline
recipe = dict(type='mmpretrain.SwitchRecipeHook', schedule=[
    dict(action_epoch=3, train_pipeline=[load, crops, dict(masks, ratio=0.5, variance=0.1), pack])])
temperature = dict(start=0.04, end=0.07, warm_up=4)
model = dict(
    backbone=dict(arch=dict(embed_dims=16, num_layers=2, num_heads=2, feedforward_channels=16), drop_path_rate=0.2),
    neck=dict(in_channels=16, out_channels=24, hidden_channels=16, bottleneck_channels=8),
    head=dict(num_classes=24, class_temperature=temperature, patch_temperature=temperature))
train_dataloader = dict(batch_size=4, num_workers=1, dataset=dict(data_root='DATA_ROOT', classes=['a']))
custom_hooks = [*_base_.custom_hooks[:2], recipe]
warm_up, max_epochs = 1, 5
param_scheduler = [
    dict(_base_.param_scheduler[0], end=warm_up), dict(_base_.param_scheduler[1], begin=warm_up, end=max_epochs),
    dict(_base_.param_scheduler[2], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs)
val_dataloader = val_cfg = val_evaluator = test_dataloader = test_cfg = test_evaluator = None
default_hooks = dict(logger=dict(interval=1), checkpoint=dict(interval=1, max_keep_ckpts=1))
log_processor = dict(window_size=1)
'''


@pytest.mark.slow
def test_killed_pre_training_continues_with_the_same_teacher_centers_and_masks(
        tmp_path, train_with_a_kill):  # noqa: F811
    pictures = tmp_path / 'pictures' / 'train' / 'a'
    pictures.mkdir(parents=True)
    generator = np.random.default_rng(0)
    for index in range(13):
        shape = (40, 30) if index == 0 else (40, 30, 3)  # one of a single channel
        cv2.imwrite(str(pictures / f'{index}.png'), generator.integers(0, 256, shape, dtype=np.uint8))
    cv2.imwrite(str(pictures / 'tiny.png'), generator.integers(0, 256, (5, 3, 3), dtype=np.uint8))  # below any crop
    config = tmp_path / 'ibot.py'
    config.write_text(CONFIG.replace('DATA_ROOT', str(tmp_path / 'pictures')))
    expected, found = train_with_a_kill(config, [], [], kill_after=8)
    assert list(expected) == list(range(1, 16))
    assert len({*expected.values()}) == 15
    assert found == expected
    states = [load(tmp_path / name / 'epoch_5.pth')['state_dict'] for name in ('reference', 'killed')]
    assert states[0].keys() == states[1].keys()
    assert [key for key, value in states[0].items() if not torch.equal(value, states[1][key])] == []
