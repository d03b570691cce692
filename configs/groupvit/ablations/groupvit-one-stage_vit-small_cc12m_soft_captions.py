# Table 1: soft assignment, from captions alone
_base_ = './groupvit-one-stage_vit-small_cc12m_captions.py'

model = dict(backbone=dict(hard_assignment=False))
