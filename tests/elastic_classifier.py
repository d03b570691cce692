"""A small Elastic classifier of class folders, for tests of what is done with one."""
import cv2
import numpy as np
import torch
from mmengine.config import Config

import mmuvp

CLASSES = ('busy', 'calm')
ARCH = dict(num_blocks=(2, 2, 1, 1), groups=4, group_channels=2, channels=4)


def make_config(root):
    """A config with data in a folder: three pictures of each of two classes, of noise and of one colour."""
    generator = np.random.default_rng(0)
    for name in CLASSES:
        (root / name).mkdir()
        for i in range(3):
            noise = generator.integers(-60, 60, (40, 48, 3)) if name == 'busy' else 0
            cv2.imwrite(str(root / name / f'{i}.png'), np.full((40, 48, 3), 128 + noise, np.uint8))
    pipeline = [dict(type='LoadImageFromFile'), dict(type='Resize', scale=(32, 32)), dict(type='PackInputs')]
    loader = dict(batch_size=2, num_workers=0, sampler=dict(type='DefaultSampler', shuffle=False), dataset=dict(
        type='CustomDataset', data_root=str(root), classes=CLASSES, pipeline=pipeline))
    return Config(dict(
        default_scope='mmpretrain', custom_imports=dict(imports=['mmuvp'], allow_failed_imports=False),
        data_preprocessor=dict(mean=[128] * 3, std=[64] * 3, to_rgb=True),
        model=dict(
            type='ImageClassifier',
            backbone=dict(type='mmuvp.ElasticResNeXt', arch=ARCH, stem_channels=8, out_indices=(3, )),
            neck=dict(type='GlobalAveragePooling'), head=dict(type='LinearClsHead', num_classes=2, in_channels=128)),
        val_dataloader=loader, test_dataloader=loader))


def write_checkpoint(cfg, path):
    """Random weights in a file."""
    torch.manual_seed(0)
    model = mmuvp.get_model(cfg)
    torch.save(dict(state_dict=model.state_dict()), path)
    return str(path)
