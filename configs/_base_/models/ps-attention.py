# Conv-Stem + PS-Attention; other widths change `width` and the head's `in_channels`, 2048 * width
_base_ = './axial-resnet.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.LocalAttentionResNet',
        depth=50,
        width=1.0,
        window=7,
        out_indices=(3, ),
        norm_cfg=dict(type='BN')))
