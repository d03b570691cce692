# What the segmentors with HLG-Small share: the backbone and an auxiliary head on the third of its four maps
widths = [96, 192, 384, 768]
head = dict(dropout_ratio=0.1, num_classes=19, norm_cfg=dict(type='BN'), align_corners=False)
model = dict(
    type='mmseg.EncoderDecoder',
    backbone=dict(
        type='mmuvp.HLG',
        arch='small',
        out_indices=(0, 1, 2, 3),
        norm_stages=True,
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='hlg_small_in1k.pth', prefix='backbone.')),
    auxiliary_head=dict(
        head,
        type='mmseg.FCNHead',
        in_channels=widths[2],
        in_index=2,
        channels=256,
        num_convs=1,
        concat_input=False,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=0.4)),
    train_cfg=dict())
sync_bn = 'torch'
