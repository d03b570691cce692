# CA-Swin-S with Mixup and CutMix
_base_ = './cutmix_ca-swin-tiny_in1k.py'

model = dict(backbone=dict(arch='small', drop_path_rate=0.3))
