_base_ = './vip_medium_in1k.py'

model = dict(
    backbone=dict(arch='base', drop_path=0.3), neck=dict(channels=1024), head=dict(in_channels=1024))
