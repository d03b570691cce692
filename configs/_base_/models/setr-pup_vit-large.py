# SETR-PUP: four 3x3 convolutions, each before a step to twice the size; auxiliary heads of one such convolution and a
# step to four times the size on blocks 10, 15, 20 and 24
_base_ = './setr_vit-large.py'

head = dict(
    type='mmseg.SETRUPHead',
    in_channels=1024,
    channels=256,
    kernel_size=3,
    dropout_ratio=0,
    num_classes=19,
    norm_cfg=dict(type='BN'),
    align_corners=False,
    init_cfg=_base_.head_init)
model = dict(
    backbone=dict(out_indices=(9, 14, 19, 23)),
    decode_head=dict(
        head,
        in_index=3,
        num_convs=4,
        up_scale=2,
        loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)),
    auxiliary_head=[
        dict(
            head,
            in_index=i,
            num_convs=1,
            up_scale=4,
            loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=0.4)) for i in range(4)
    ])
