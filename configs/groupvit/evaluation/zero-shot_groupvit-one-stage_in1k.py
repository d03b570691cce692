# One-stage GroupViT
_base_ = './zero-shot_groupvit-two-stage_in1k.py'

model = dict(model=dict(backbone=dict(arch='one-stage')))
