# XCiT-L24/16 with Mixup and CutMix
_base_ = './cutmix_xcit-tiny-24_in1k.py'

model = dict(
    backbone=dict(embed_dims=768, num_heads=16, drop_path_rate=0.25),
    head=dict(in_channels=768))
