# the stem of Axial-DeepLab, to start segmentation from
_base_ = './axial-resnet-l_conv-stem_in1k.py'

model = dict(backbone=dict(stem='deep_conv'))
