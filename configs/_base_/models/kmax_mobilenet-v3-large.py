# The maps at strides 4, 8, 16 and 32; the last one is that of the last 1x1 convolution
_base_ = './kmax_r50.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmpretrain.MobileNetV3',
        arch='large',
        out_indices=(3, 6, 12, 16),
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmclassification/v0/mobilenet_v3/convert/'
            'mobilenet_v3_large-3ea3c186.pth',
            prefix='backbone.')),
    panoptic_head=dict(
        in_channels=[24, 40, 112, 960],
        pixel_decoder=dict(num_blocks=[1, 1, 1, 1]),
        transformer_decoder=dict(num_layers=[1, 1, 1])))
