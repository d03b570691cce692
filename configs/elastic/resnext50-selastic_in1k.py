# table A.1: the blocks of ResNeXt50, which become elastic
_base_ = './resnext50-elastic_in1k.py'

model = dict(backbone=dict(arch='resnext50'))
