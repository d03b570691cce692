# One-stage GroupViT
_base_ = './zero-shot_groupvit-two-stage_coco-object.py'

model = dict(model=dict(backbone=dict(arch='one-stage')))
