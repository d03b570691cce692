# table 5, SGD with ReLU; the weights that detectors start from
_base_ = './set-16_sgd-350e_in1k.py'

model = dict(backbone=dict(act_cfg=dict(type='ReLU')))
