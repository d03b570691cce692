# the stem of Axial-DeepLab, to start segmentation from, with its scale of the input
_base_ = './axial-resnet-l_conv-stem_in1k.py'

model = dict(
    backbone=dict(stem='deep_conv'),
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]))
