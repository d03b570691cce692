_base_ = './ibot_swin-tiny_in1k.py'

model = dict(backbone=dict(window_size=14))
