_base_ = './axial-deeplab_l.py'

model = dict(backbone=dict(width=0.5), panoptic_head=dict(in_channels=[128, 256, 512, 1024]))
