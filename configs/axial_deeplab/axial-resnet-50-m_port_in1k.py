_base_ = './axial-resnet-50-s_port_in1k.py'

model = dict(backbone=dict(width=0.75), head=dict(in_channels=1536))
