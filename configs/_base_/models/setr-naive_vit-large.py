# SETR-Naive: two 1x1 convolutions and one step from stride 16 to 1; auxiliary heads alike on blocks 10, 15 and 20
_base_ = './setr_vit-large.py'

head = dict(
    type='mmseg.SETRUPHead',
    in_channels=1024,
    channels=256,
    num_convs=1,
    kernel_size=1,
    up_scale=1,
    dropout_ratio=0,
    num_classes=19,
    norm_cfg=dict(type='BN'),
    align_corners=False,
    init_cfg=_base_.head_init)
model = dict(
    backbone=dict(out_indices=(9, 14, 19, 23)),
    decode_head=dict(head, in_index=3, loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=1.0)),
    auxiliary_head=[
        dict(head, in_index=i, loss_decode=dict(type='mmseg.CrossEntropyLoss', loss_weight=0.4)) for i in range(3)
    ])
