# CaR on the 20 classes of Pascal VOC, the background left out (table 1: 91.4 mIoU)
_base_ = ['../_base_/models/car.py', '../_base_/datasets/voc20_whole.py', '../_base_/whole_images_runtime.py']

model = dict(first_label=0, background_label=255, leave_background=False)
