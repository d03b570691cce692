# Each class in the 80 templates that its captions' nouns were put into
_base_ = './zero-shot_groupvit-two-stage_voc.py'

model = dict(prompts=dict(templates='imagenet'))
