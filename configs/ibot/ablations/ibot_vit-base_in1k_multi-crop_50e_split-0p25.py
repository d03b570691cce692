# Small crops cover less than 0.25 of an image, and large ones more (table E.2)
_base_ = [
    '../../_base_/models/ibot_vit.py', '../../_base_/datasets/imagenet_multi-crop_split-0p25.py',
    '../../_base_/schedules/ibot_50e.py'
]

model = dict(backbone=dict(arch='base'), neck=dict(in_channels=768))
