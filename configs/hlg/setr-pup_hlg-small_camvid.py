# SETR-PUP on a small HLG from random weights, on CamVid at half its size
_base_ = [
    '../_base_/models/setr-pup_hlg-small.py', '../_base_/datasets/camvid.py',
    '../_base_/schedules/seg_adamw_short.py', '../_base_/seg_runtime.py',
]

widths = [32, 64, 128, 256]
model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        arch=dict(_delete_=True, channels=widths, num_heads=(1, 2, 4, 8), depths=(2, 2, 4, 1)),
        drop_path_rate=0.,
        init_cfg=None),
    decode_head=dict(in_channels=widths, embed_dims=64, num_heads=2, channels=64, num_classes=11),
    auxiliary_head=dict(in_channels=widths[2], channels=32, num_classes=11),
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
