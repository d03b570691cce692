_base_ = './resnext50_in1k.py'

model = dict(backbone=dict(arch='resnext101'))
