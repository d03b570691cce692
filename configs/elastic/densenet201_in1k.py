_base_ = './densenet201-elastic_in1k.py'

model = dict(backbone=dict(arch='densenet201', elastic=None), head=dict(in_channels=1920))
