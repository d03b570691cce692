# SETR-MLA on a small encoder from random weights, on CamVid at half its size
_base_ = [
    '../_base_/models/setr_small.py', '../_base_/datasets/camvid.py', '../_base_/schedules/seg_adamw_short.py',
    '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(transformer=dict(with_cls_token=False, out_indices=(1, 3, 5, 7))),
    neck=dict(
        type='mmseg.MLANeck',
        in_channels=[128] * 4,
        out_channels=64,
        norm_cfg=dict(type='BN'),
        act_cfg=dict(type='ReLU')),
    decode_head=dict(
        type='mmuvp.SETRMLAHead',
        in_channels=[64] * 4,
        in_index=(3, 2, 1, 0),
        channels=128,
        mla_channels=32,
        dropout_ratio=0,
        num_classes=11,
        norm_cfg=dict(type='BN'),
        align_corners=False,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)),
    auxiliary_head=[
        dict(
            type='mmseg.FCNHead',
            in_channels=64,
            in_index=3 - i,
            channels=64,
            num_convs=0,
            concat_input=False,
            dropout_ratio=0,
            num_classes=11,
            align_corners=False,
            loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=0.4)) for i in range(4)
    ],
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
