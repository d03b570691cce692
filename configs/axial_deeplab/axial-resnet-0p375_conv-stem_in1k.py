_base_ = './axial-resnet-l_conv-stem_in1k.py'

model = dict(backbone=dict(width=0.375), head=dict(in_channels=768))
