# DLA-X60+Elastic with its own decoder, which aggregates the maps of strides 2 to 32
sync_bn = 'torch'
model = dict(
    type='mmseg.EncoderDecoder',
    backbone=dict(
        type='mmuvp.ElasticDLA',
        arch='dla-x60',
        out_indices=(0, 1, 2, 3, 4, 5),
        norm_cfg=dict(type='BN')),
    decode_head=dict(
        type='mmuvp.DLAHead',
        in_channels=[32, 128, 256, 512, 1024],
        dropout_ratio=0,
        num_classes=21,
        norm_cfg=dict(type='BN'),
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0),
        init_cfg=dict(type='Kaiming', layer='Conv2d')),
    train_cfg=dict(),
    test_cfg=dict(mode='whole'))
