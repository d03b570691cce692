# SETR-PUP on a small encoder from random weights, on CamVid at half its size
_base_ = [
    '../_base_/models/setr_small.py', '../_base_/datasets/camvid.py', '../_base_/schedules/seg_adamw_short.py',
    '../_base_/seg_runtime.py',
]

head = dict(
    type='mmseg.SETRUPHead',
    in_channels=128,
    kernel_size=3,
    dropout_ratio=0,
    num_classes=11,
    norm_cfg=dict(type='BN'),
    align_corners=False)
model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(transformer=dict(out_indices=(2, 4, 6, 7))),
    decode_head=dict(
        head,
        in_index=3,
        channels=64,
        num_convs=3,
        up_scale=2,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)),
    auxiliary_head=[
        dict(
            head,
            in_index=i,
            channels=32,
            num_convs=1,
            up_scale=2,
            loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=0.4)) for i in range(4)
    ],
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
