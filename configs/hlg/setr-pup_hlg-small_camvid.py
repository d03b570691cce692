# SETR-PUP on a small HLG from random weights, on CamVid at half its size; most layers are at strides 4 and 8, which
# textures need, and two steps lead from stride 8 to 2
_base_ = [
    '../_base_/models/setr-pup_hlg-small.py', '../_base_/datasets/camvid.py',
    '../_base_/schedules/seg_adamw_short.py', '../_base_/seg_runtime.py',
]

widths = [48, 96, 192, 384]
model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        arch=dict(_delete_=True, channels=widths, num_heads=(2, 4, 8, 16), depths=(3, 4, 2, 1)),
        stem_kernel=3,
        drop_path_rate=0.,
        init_cfg=None),
    decode_head=dict(
        in_channels=widths, fuse_index=1, embed_dims=64, num_heads=2, num_steps=2, channels=64, num_classes=11),
    auxiliary_head=dict(in_channels=widths[2], channels=32, num_classes=11),
    test_cfg=_base_.windows)
optim_wrapper = dict(optimizer=dict(lr=2e-3))
default_hooks = dict(checkpoint=dict(interval=400))
