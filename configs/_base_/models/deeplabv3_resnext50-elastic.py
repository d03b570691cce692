# DeepLabv3 with ResNeXt50+Elastic at stride 16: the last stage has the dilations 2, 4 and 8, ASPP those of 6, 12, 18
sync_bn = 'torch'
model = dict(
    type='mmseg.EncoderDecoder',
    backbone=dict(
        type='mmuvp.ElasticResNeXt',
        arch='elastic-resnext50',
        output_stride=16,
        out_indices=(3, ),
        norm_cfg=dict(type='BN', momentum=0.05)),
    decode_head=dict(
        type='mmuvp.ASPPHead',
        in_channels=2048,
        in_index=0,
        channels=256,
        dilations=(1, 6, 12, 18),
        dropout_ratio=0,
        num_classes=21,
        norm_cfg=dict(type='BN', momentum=3e-4),
        align_corners=True,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0),
        init_cfg=dict(type='Kaiming', layer='Conv2d')),
    train_cfg=dict(),
    test_cfg=dict(mode='whole'))
