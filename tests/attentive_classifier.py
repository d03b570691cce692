"""A small classifier with class attention, on pictures of three colours that its tests write."""
import cv2
import numpy as np
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope

BACKBONE = dict(
    type='mmuvp.ClassAttentionViT', arch=dict(embed_dims=16, num_layers=1, num_heads=2, feedforward_channels=16),
    img_size=16, patch_size=4)


def write_pictures(root):
    """Write four pictures of each class in its folder."""
    generator = np.random.default_rng(0)
    for label in range(3):
        (root / str(label)).mkdir(parents=True)
        for number in range(4):
            picture = generator.integers(0, 156, (16, 16, 3), dtype=np.uint8)
            picture[..., label] += 100
            cv2.imwrite(str(root / str(label) / f'{number}.png'), picture)


def make_config(root, corruption=None):
    """The config of the classifier, which is tested on the pictures in a folder."""
    pipeline = [dict(type='LoadImageFromFile'), dict(type='PackInputs')]
    return Config(dict(
        default_scope='mmpretrain',
        model=dict(
            type='mmuvp.ClassAttentionClassifier', backbone=BACKBONE,
            head=dict(type='VisionTransformerClsHead', num_classes=3, in_channels=16, topk=(1, ))),
        data_preprocessor=dict(
            type='mmuvp.CorruptingDataPreprocessor', num_classes=3, mean=[128] * 3, std=[64] * 3, to_rgb=True,
            corruption=corruption),
        test_dataloader=dict(
            batch_size=5, num_workers=0, sampler=dict(type='DefaultSampler', shuffle=False),
            collate_fn=dict(type='default_collate'),
            dataset=dict(type='CustomDataset', data_root=str(root / 'data'), pipeline=pipeline)),
        test_evaluator=dict(type='Accuracy', topk=(1, )),
        test_cfg=dict(),
        log_level='WARNING',
        work_dir=str(root / 'work')))


def write_checkpoint(cfg, path, seed=0):
    """Write random weights of the classifier."""
    torch.manual_seed(seed)
    with DefaultScope.overwrite_default_scope('mmpretrain'):
        model = MODELS.build(dict(cfg.model, data_preprocessor=cfg.data_preprocessor))
    model.init_weights()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    torch.save(dict(state_dict=model.state_dict()), path)
    return str(path)
