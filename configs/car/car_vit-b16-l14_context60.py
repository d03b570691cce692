# CaR on Pascal Context with its background (table 1: 30.5 mIoU)
_base_ = [
    '../_base_/models/car_pascal-context.py', '../_base_/datasets/context60_whole.py',
    '../_base_/whole_images_runtime.py',
]
