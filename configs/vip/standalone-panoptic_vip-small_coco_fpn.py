# Panoptic FPN on the maps of all stages
_base_ = './standalone-panoptic_vip-small_coco.py'

model = dict(
    backbone=dict(out_indices=(0, 1, 2, 3)),
    panoptic_head=dict(
        in_channels=[96, 192, 384, 768],
        upsampler=dict(
            num_upsamples=[0, 1, 2, 3], fpn=dict(type='mmdet.FPN', out_channels=256, num_outs=4))))
