# table 6, 3x3 convolutions in the first two stages, both attentions in the last two
_base_ = './set-16_sgd-120e_in1k.py'

model = dict(backbone=dict(pixel_wise=(False, False, True, True), patch_wise=(False, False, True, True)))
