# table 6, 3x3 convolutions in all stages
_base_ = './set-16_sgd-120e_in1k.py'

model = dict(backbone=dict(pixel_wise=(False, ) * 4, patch_wise=(False, ) * 4))
