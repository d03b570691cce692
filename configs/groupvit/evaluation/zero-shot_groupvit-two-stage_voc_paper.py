# Two-stage GroupViT on Pascal VOC by the rules of the paper
_base_ = [
    '../../_base_/models/zero-shot_groupvit_paper.py', '../../_base_/datasets/voc21_448.py',
    '../../_base_/zero_shot_segmentation.py'
]

model = dict(
    data_preprocessor=_base_.data_preprocessor, prompts=dict(classes='voc'), background=0.9)
