_base_ = './dla-x60_in1k.py'

model = dict(backbone=dict(arch='dla-x102'))
