_base_ = './axial-deeplab_l.py'

model = dict(backbone=dict(width=2.0), panoptic_head=dict(in_channels=[512, 1024, 2048, 4096]))
