_base_ = './linear_ibot-swin-tiny-7_in1k.py'

model = dict(
    backbone=dict(backbone=dict(window_size=14, init_cfg=dict(checkpoint='ibot_swin-tiny-14_in1k.pth'))))
