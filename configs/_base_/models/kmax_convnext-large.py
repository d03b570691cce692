_base_ = './kmax_convnext-tiny.py'

model = dict(
    backbone=dict(
        arch='large',
        drop_path_rate=0.6,
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/mmclassification/v0/convnext/'
            'convnext-large_in21k-pre-3rdparty_in1k-384px_20221219-6d38dd66.pth')),
    panoptic_head=dict(in_channels=[192, 384, 768, 1536]))
