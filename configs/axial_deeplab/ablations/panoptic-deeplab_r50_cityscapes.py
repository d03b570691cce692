# Axial-DeepLab, table 3.7: ResNet-50 without ASPP
_base_ = '../axial-deeplab_axial-resnet-l_cityscapes.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmdet.ResNet',
        depth=50,
        strides=(1, 2, 2, 1),
        dilations=(1, 1, 1, 2),
        norm_eval=False,
        style='pytorch',
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50')))
