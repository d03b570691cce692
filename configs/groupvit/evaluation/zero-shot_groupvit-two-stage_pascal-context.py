# Two-stage GroupViT on Pascal Context without training on it, as published
_base_ = [
    '../../_base_/models/zero-shot_groupvit.py', '../../_base_/datasets/context60_448.py',
    '../../_base_/zero_shot_segmentation.py'
]

model = dict(
    data_preprocessor=_base_.data_preprocessor, prompts=dict(classes='pascal_context'), background=0.35)
