"""Small backbones, and pictures of colours in class folders, for tests of judgements of frozen features."""
import math

import cv2
import numpy as np
import torch
from mmengine.config import Config

VIT = dict(
    type='mmpretrain.VisionTransformer', img_size=16, patch_size=4, out_type='raw', final_norm=True,
    arch=dict(embed_dims=16, num_layers=3, num_heads=2, feedforward_channels=16))
RESNET = dict(type='mmpretrain.ResNet', depth=18, base_channels=4)
LABELS = 3


def write_pictures(root, count=8, seed=0):
    """Write some pictures of each class into its folder."""
    generator = np.random.default_rng(seed)
    for label in range(LABELS):
        (root / str(label)).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            picture = generator.integers(0, 226, (16, 16, 3), dtype=np.uint8)
            picture[..., label] += 30
            cv2.imwrite(str(root / str(label) / f'{number}.png'), picture)


def dataloader(root, batch_size=5):
    """Config of the pictures of a folder."""
    return dict(
        batch_size=batch_size, num_workers=0, sampler=dict(type='DefaultSampler', shuffle=False),
        collate_fn=dict(type='default_collate'),
        dataset=dict(type='CustomDataset', data_root=str(root),
                     pipeline=[dict(type='LoadImageFromFile'), dict(type='PackInputs')]))


def judged(root, evaluator, backbone=VIT, **loop):
    """Config of a test of features on the pictures of `root / 'test'`, after those of `root / 'train'`."""
    return Config(dict(
        default_scope='mmpretrain',
        model=dict(type='mmuvp.PretrainedFeatures', backbone=backbone),
        data_preprocessor=dict(type='ClsDataPreprocessor', mean=[128] * 3, std=[64] * 3, to_rgb=True),
        test_dataloader=dataloader(root / 'test'),
        test_evaluator=evaluator,
        test_cfg=dict(type='mmuvp.FrozenFeatureTestLoop', **loop),
        log_level='WARNING',
        work_dir=str(root / 'work')))


def literal_knn_accuracy(reference, labels, queries, truth, k, top, temperature):
    """Percent of queries whose class is among the best, with nothing but loops."""
    right = 0
    for query, label in zip(queries, truth.tolist(), strict=True):
        cosines = [(torch.cosine_similarity(query, other, dim=0).item(), number) for other, number in
                   zip(reference, labels.tolist(), strict=True)]
        votes = {}
        for cosine, number in sorted(cosines, reverse=True)[:k]:
            votes[number] = votes.get(number, 0) + math.exp(cosine / temperature)
        right += label in sorted(votes, key=votes.get, reverse=True)[:top]
    return 100 * right / len(queries)
