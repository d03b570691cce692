# XCiT-M24/16 with Mixup and CutMix
_base_ = './cutmix_xcit-tiny-24_in1k.py'

model = dict(
    backbone=dict(embed_dims=512, num_heads=8, drop_path_rate=0.15),
    head=dict(in_channels=512))
