# Axial-DeepLab, table 3.7: self-attention in windows of 7x7, without ASPP
_base_ = '../axial-deeplab_axial-resnet-l_cityscapes.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.LocalAttentionResNet',
        depth=50,
        positions=('query', ),
        stem='deep_conv',
        output_stride=16))
