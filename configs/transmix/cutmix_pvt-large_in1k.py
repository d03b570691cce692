# PVT-Large with Mixup and CutMix
_base_ = './cutmix_pvt-tiny_in1k.py'

model = dict(backbone=dict(arch='large', drop_path_rate=0.3))
