# Axial-ResNet-L with a convolutional stem; other widths change `width` and the head's `in_channels`, 2048 * width
model = dict(
    type='ImageClassifier',
    backbone=dict(
        type='mmuvp.AxialResNet',
        depth=50,
        width=1.0,
        stem_channels=64,
        span=255,
        out_indices=(3, ),
        norm_cfg=dict(type='BN')),
    neck=dict(type='GlobalAveragePooling'),
    head=dict(
        type='LinearClsHead',
        num_classes=1000,
        in_channels=2048,
        loss=dict(type='LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, 5)))
