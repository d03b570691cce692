_base_ = './dla-x60-elastic_in1k.py'

model = dict(backbone=dict(elastic=None))
