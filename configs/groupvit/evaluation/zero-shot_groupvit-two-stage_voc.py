# Two-stage GroupViT on Pascal VOC without training on it, as published
_base_ = [
    '../../_base_/models/zero-shot_groupvit.py', '../../_base_/datasets/voc21_448.py',
    '../../_base_/zero_shot_segmentation.py'
]

model = dict(
    data_preprocessor=_base_.data_preprocessor, prompts=dict(classes='voc'), background=0.95)
