_base_ = './resnext50-elastic_in1k.py'

model = dict(backbone=dict(arch='elastic-resnext101'))
