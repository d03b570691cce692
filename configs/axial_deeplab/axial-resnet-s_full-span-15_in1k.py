_base_ = './axial-resnet-s_full_in1k.py'

model = dict(backbone=dict(window=15))
