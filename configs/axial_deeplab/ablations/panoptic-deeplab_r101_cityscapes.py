# Axial-DeepLab, table 3.8: ResNet-101 without ASPP
_base_ = './panoptic-deeplab_r50_cityscapes.py'

model = dict(backbone=dict(depth=101))
