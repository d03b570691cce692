# CaR on the 59 classes of Pascal Context, the background left out (table 1: 39.5 mIoU)
_base_ = [
    '../_base_/models/car_pascal-context.py', '../_base_/datasets/context59_whole.py',
    '../_base_/whole_images_runtime.py',
]

model = dict(first_label=0, background_label=255, leave_background=False)
