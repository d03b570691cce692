# CaR on Pascal VOC with its background (table 1: 67.6 mIoU)
_base_ = ['../_base_/models/car.py', '../_base_/datasets/voc21_whole.py', '../_base_/whole_images_runtime.py']
