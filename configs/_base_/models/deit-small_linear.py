# DeiT-S and a linear layer for each patch, for Pascal Context; the backbone reads a classifier's checkpoint as it is
model = dict(
    type='mmseg.EncoderDecoder',
    backbone=dict(
        type='mmpretrain.VisionTransformer',
        arch='deit-small',
        img_size=480,
        drop_path_rate=0.1,
        out_type='featmap',
        init_cfg=dict(
            type='Pretrained',
            checkpoint='work_dirs/cutmix_deit-small_in1k/epoch_300.pth',
            prefix='backbone.')),
    decode_head=dict(
        type='mmseg.FCNHead',
        in_channels=384,
        in_index=0,
        channels=384,
        num_convs=0,
        concat_input=False,
        dropout_ratio=0.0,
        num_classes=60,
        align_corners=False,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', use_sigmoid=False, loss_weight=1.0)),
    train_cfg=dict(),
    test_cfg=dict(mode='slide', crop_size=(480, 480), stride=(320, 320)))
