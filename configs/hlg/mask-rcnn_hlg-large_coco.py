_base_ = './mask-rcnn_hlg-small_coco.py'

model = dict(
    backbone=dict(arch='large', drop_path_rate=0.3, init_cfg=dict(checkpoint='hlg_large_in1k.pth')),
    neck=dict(in_channels=[128, 256, 512, 1024]))
