# Table 1: soft assignment
_base_ = '../groupvit-one-stage_vit-small_cc12m.py'

model = dict(backbone=dict(hard_assignment=False))
