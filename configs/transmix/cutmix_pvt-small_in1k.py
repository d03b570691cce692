# PVT-Small with Mixup and CutMix
_base_ = './cutmix_pvt-tiny_in1k.py'

model = dict(backbone=dict(arch='small'))
