# Stock baseline of the small segmentors on CamVid: a fully convolutional network on a dilated ResNet-18 of half width
_base_ = [
    '../_base_/datasets/camvid.py', '../_base_/schedules/seg_adamw_short.py', '../_base_/seg_runtime.py',
]

model = dict(
    type='EncoderDecoder',
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        type='ResNetV1c',
        depth=18,
        stem_channels=32,
        base_channels=32,
        num_stages=4,
        out_indices=(2, 3),
        strides=(1, 2, 1, 1),
        dilations=(1, 1, 2, 4),
        contract_dilation=True,
        norm_cfg=dict(type='BN')),
    decode_head=dict(
        type='FCNHead',
        in_channels=256,
        in_index=1,
        channels=64,
        num_convs=2,
        dropout_ratio=0.1,
        num_classes=11,
        norm_cfg=dict(type='BN'),
        align_corners=False,
        loss_decode=dict(type='CrossEntropyLoss', loss_weight=1.0)),
    auxiliary_head=dict(
        type='FCNHead',
        in_channels=128,
        in_index=0,
        channels=64,
        num_convs=1,
        concat_input=False,
        dropout_ratio=0.1,
        num_classes=11,
        norm_cfg=dict(type='BN'),
        align_corners=False,
        loss_decode=dict(type='CrossEntropyLoss', loss_weight=0.4)),
    train_cfg=dict(),
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
