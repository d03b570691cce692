_base_ = './kmax_mobilenet-v3-large_cityscapes.py'

model = dict(
    backbone=dict(
        arch='small',
        out_indices=(0, 1, 3, 8, 12),
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/mmclassification/v0/mobilenet_v3/convert/'
            'mobilenet_v3_small-8427ecf0.pth')),
    panoptic_head=dict(in_channels=[16, 16, 24, 48, 576]))
