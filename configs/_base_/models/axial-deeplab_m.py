_base_ = './axial-deeplab_l.py'

model = dict(backbone=dict(width=0.75), panoptic_head=dict(in_channels=[192, 384, 768, 1536]))
