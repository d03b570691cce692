# Votes of the nearest of all training pictures; the checkpoint is that of the pre-training
_base_ = [
    '../../_base_/models/ibot-vit_features.py', '../../_base_/datasets/cifar10_features.py',
    '../../_base_/epoch_runtime.py'
]

model = dict(
    prefix='teacher.',
    backbone=dict(
        arch=dict(embed_dims=128, num_layers=6, num_heads=4, feedforward_channels=512), img_size=32, patch_size=4))
