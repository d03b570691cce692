_base_ = './dla-x60-elastic_in1k.py'

model = dict(backbone=dict(arch='elastic-dla-x102'))
