# the published code mentions this size without its numbers: layers and recipe are our choice
_base_ = './vip_tiny_in1k.py'

model = dict(backbone=dict(arch='mobile'), head=dict(in_channels=384))
