# table 6, pixel-wise attention in all stages, patch-wise in the last two
_base_ = './set-16_sgd-120e_in1k.py'

model = dict(backbone=dict(patch_wise=(False, False, True, True)))
