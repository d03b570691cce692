_base_ = './cascade-mask-rcnn_hlg-small_coco.py'

model = dict(
    backbone=dict(arch='tiny', init_cfg=dict(checkpoint='hlg_tiny_in1k.pth')),
    neck=dict(in_channels=[64, 128, 256, 512]))
