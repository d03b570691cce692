# SETR-PUP on a small encoder from random weights, on CamVid at half its size; three steps lead from stride 8 to 1
_base_ = [
    '../_base_/models/setr-pup_vit-large.py', '../_base_/models/setr_small.py', '../_base_/datasets/camvid.py',
    '../_base_/schedules/seg_adamw_short.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=_base_.stem,
        transformer=dict(_base_.transformer, out_indices=(2, 4, 6, 7))),
    decode_head=dict(in_channels=128, channels=64, num_convs=3, num_classes=11),
    auxiliary_head=[
        dict(head, in_channels=128, channels=32, up_scale=2, num_classes=11) for head in _base_.model.auxiliary_head
    ],
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
