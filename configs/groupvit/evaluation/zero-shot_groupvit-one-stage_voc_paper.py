# One-stage GroupViT
_base_ = './zero-shot_groupvit-two-stage_voc_paper.py'

model = dict(model=dict(backbone=dict(arch='one-stage')))
