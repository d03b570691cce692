# twice the groups of ResNeXt50+Elastic
_base_ = './resnext50-elastic_in1k.py'

model = dict(backbone=dict(arch='elastic-resnext50x2'))
