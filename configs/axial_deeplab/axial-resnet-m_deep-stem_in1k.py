_base_ = './axial-resnet-l_deep-stem_in1k.py'

model = dict(backbone=dict(width=0.75), head=dict(in_channels=1536))
