# Two crops (a of table E.1)
_base_ = [
    '../../_base_/models/ibot_vit.py', '../../_base_/datasets/imagenet_two-crop.py',
    '../../_base_/schedules/ibot_100e.py'
]
