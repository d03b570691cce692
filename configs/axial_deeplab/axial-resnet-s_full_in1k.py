_base_ = './axial-resnet-l_full_in1k.py'

model = dict(backbone=dict(width=0.5), head=dict(in_channels=1024))
