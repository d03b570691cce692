_base_ = './linear_ibot-swin-tiny_in1k.py'

model = dict(
    backbone=dict(backbone=dict(window_size=14, init_cfg=dict(checkpoint='ibot_swin-tiny-w14_in1k.pth'))))
