# One-stage GroupViT
_base_ = './linear_groupvit-two-stage_in1k.py'

model = dict(
    backbone=dict(backbone=dict(arch='one-stage', init_cfg=dict(checkpoint='groupvit_one-stage_gcc-yfcc.pth'))))
