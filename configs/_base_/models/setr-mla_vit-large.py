# SETR-MLA: blocks 6, 12, 18 and 24, added from the deepest down, joined at stride 4; the transformer has no class token
_base_ = './setr_vit-large.py'

model = dict(
    backbone=dict(type='mmuvp.ClassFreeViT', out_indices=(5, 11, 17, 23)),
    neck=dict(
        type='mmseg.MLANeck',
        in_channels=[1024] * 4,
        out_channels=256,
        norm_cfg=dict(type='BN'),
        act_cfg=dict(type='ReLU')),
    # the neck gives the deepest map first
    decode_head=dict(
        type='mmuvp.SETRMLAHead',
        in_channels=[256] * 4,
        in_index=(3, 2, 1, 0),
        channels=512,
        mla_channels=128,
        dropout_ratio=0,
        num_classes=19,
        norm_cfg=dict(type='BN'),
        align_corners=False,
        init_cfg=_base_.head_init,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)),
    auxiliary_head=[
        dict(
            type='mmseg.FCNHead',
            in_channels=256,
            in_index=3 - i,
            channels=256,
            num_convs=0,
            concat_input=False,
            dropout_ratio=0,
            num_classes=19,
            align_corners=False,
            init_cfg=_base_.head_init,
            loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=0.4)) for i in range(4)
    ])
