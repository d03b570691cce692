# Axial-DeepLab, table 3.8
_base_ = '../axial-deeplab_axial-resnet-l_cityscapes.py'

model = dict(backbone=dict(window=33))
