# One-stage GroupViT
_base_ = './zero-shot_groupvit-two-stage_voc.py'

model = dict(model=dict(backbone=dict(arch='one-stage')))
