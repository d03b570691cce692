# XCiT-S12/16 with Mixup and CutMix
_base_ = './cutmix_xcit-tiny-24_in1k.py'

model = dict(
    backbone=dict(embed_dims=384, depth=12, num_heads=8, layer_scale_init_value=1.0),
    head=dict(in_channels=384))
