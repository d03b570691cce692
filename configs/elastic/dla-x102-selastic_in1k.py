# table A.1: the trees of DLA-X102, whose blocks become elastic
_base_ = './dla-x60-elastic_in1k.py'

model = dict(backbone=dict(arch='dla-x102'))
