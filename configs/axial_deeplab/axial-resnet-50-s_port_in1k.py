_base_ = './axial-resnet-26-s_port_in1k.py'

model = dict(backbone=dict(depth=50))
