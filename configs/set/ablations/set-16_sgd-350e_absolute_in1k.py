# table 7: absolute positions in the pixel-wise attention
_base_ = '../set-16_sgd-350e_in1k.py'

model = dict(backbone=dict(position='absolute'))
