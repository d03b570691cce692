# One-stage GroupViT
_base_ = './zero-shot_groupvit-two-stage_pascal-context.py'

model = dict(model=dict(backbone=dict(arch='one-stage')))
