# The stem has stride 4, like the first stage, so masks have stride 4
_base_ = './kmax_r50_cityscapes.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.PaddedConvNeXt',
        arch='large',
        with_stem=True,
        drop_path_rate=0.6,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmclassification/v0/convnext/'
            'convnext-large_in21k-pre-3rdparty_in1k-384px_20221219-6d38dd66.pth',
            prefix='backbone.')),
    panoptic_head=dict(in_channels=[192, 192, 384, 768, 1536], mask_stride=4))
