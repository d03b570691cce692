_base_ = './axial-resnet-m_full_in1k.py'

model = dict(backbone=dict(window=15))
