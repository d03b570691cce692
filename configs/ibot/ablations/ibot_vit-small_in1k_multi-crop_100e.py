# Random MIM (the last column of table E.1)
_base_ = [
    '../../_base_/models/ibot_vit.py', '../../_base_/datasets/imagenet_multi-crop.py',
    '../../_base_/schedules/ibot_100e.py'
]
