_base_ = './standalone-panoptic_vip-small_coco.py'

# one map, of stride 16
model = dict(
    backbone=dict(
        arch='small-plain', out_indices=(0, ), init_cfg=dict(checkpoint='vip_small-plain_in1k.pth')),
    panoptic_head=dict(in_channels=[256], part_channels=256, upsampler=dict(num_upsamples=[2])))
