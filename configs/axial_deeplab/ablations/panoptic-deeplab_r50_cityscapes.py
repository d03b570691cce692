# Axial-DeepLab, table 3.7: ResNet-50 without ASPP, with the same stem of three convolutions; no weights of this width
# of the stem are published
_base_ = '../axial-deeplab_axial-resnet-l_cityscapes.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmdet.ResNet',
        depth=50,
        deep_stem=True,
        stem_channels=128,
        strides=(1, 2, 2, 1),
        dilations=(1, 1, 1, 2),
        norm_eval=False,
        style='pytorch'))
