# Stock baseline of the small segmentors on CamVid: a fully convolutional network on a dilated ResNet-18 of half width
_base_ = [
    '../_base_/models/fcn_r101_in21k.py', '../_base_/datasets/camvid.py', '../_base_/schedules/seg_adamw_short.py',
    '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(depth=18, stem_channels=32, base_channels=32, init_cfg=None),
    decode_head=dict(in_channels=256, channels=64, num_classes=11),
    auxiliary_head=dict(in_channels=128, channels=64, num_classes=11),
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
