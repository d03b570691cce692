_base_ = './kmax_r50.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.PaddedConvNeXt',
        arch='tiny',
        drop_path_rate=0.3,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmclassification/v0/convnext/'
            'convnext-tiny_in21k-pre_3rdparty_in1k-384px_20221219-c1182362.pth',
            prefix='backbone.')),
    panoptic_head=dict(in_channels=[96, 192, 384, 768]))
