# table 6, pixel-wise attention alone
_base_ = './set-16_sgd-120e_in1k.py'

model = dict(backbone=dict(patch_wise=(False, ) * 4))
