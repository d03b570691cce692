# ImageNet from the names of its classes in CLIP's 80 templates
_base_ = './zero-shot_groupvit-two-stage_in1k.py'

model = dict(prompts=dict(templates='imagenet'))
