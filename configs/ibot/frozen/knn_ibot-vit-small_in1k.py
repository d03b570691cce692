# Section 6.4.1 and table 6.1: votes of the nearest of all training images
_base_ = [
    '../../_base_/models/ibot-vit_features.py', '../../_base_/datasets/imagenet_features.py',
    '../../_base_/epoch_runtime.py'
]
