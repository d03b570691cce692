_base_ = './kmax_convnext-tiny.py'

model = dict(
    backbone=dict(
        arch='base',
        drop_path_rate=0.5,
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/mmclassification/v0/convnext/'
            'convnext-base_in21k-pre-3rdparty_in1k-384px_20221219-4570f792.pth')),
    panoptic_head=dict(in_channels=[128, 256, 512, 1024]))
