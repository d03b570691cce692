# Each class in the seven templates that CLIP's authors found best on ImageNet
_base_ = './zero-shot_groupvit-two-stage_voc.py'

model = dict(prompts=dict(templates='subset'))
