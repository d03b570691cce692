# SETR-MLA on a small encoder from random weights, on CamVid at half its size
_base_ = [
    '../_base_/models/setr-mla_vit-large.py', '../_base_/models/setr_small.py', '../_base_/datasets/camvid.py',
    '../_base_/schedules/seg_adamw_short.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=_base_.stem,
        transformer=dict(_base_.transformer, type='mmuvp.ClassFreeViT', out_indices=(1, 3, 5, 7))),
    neck=dict(in_channels=[128] * 4, out_channels=64),
    decode_head=dict(in_channels=[64] * 4, channels=128, mla_channels=32, num_classes=11),
    auxiliary_head=[
        dict(head, in_channels=64, channels=64, num_classes=11) for head in _base_.model.auxiliary_head
    ],
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
