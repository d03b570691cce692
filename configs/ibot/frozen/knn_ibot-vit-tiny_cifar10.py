# Votes of the nearest of all training pictures; the checkpoint is that of the pre-training
_base_ = [
    '../../_base_/models/ibot-vit_features.py', '../../_base_/models/vit_96.py',
    '../../_base_/datasets/cifar10_features.py', '../../_base_/epoch_runtime.py'
]

model = dict(prefix='teacher.', backbone=dict(arch=_base_.small_vit, img_size=32, patch_size=8))
