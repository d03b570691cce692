# Without small crops (table E.3)
_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/datasets/imagenet_two-crop.py',
    '../_base_/schedules/ibot_400e.py'
]

model = dict(backbone=dict(arch='base'), neck=dict(in_channels=768))
