_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/datasets/imagenet_multi-crop.py', '../_base_/schedules/ibot_800e.py'
]
