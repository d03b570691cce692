# CA-Swin-T as a classifier of ImageNet
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.CASwin', arch='tiny', drop_path_rate=0.2),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=768,
        init_cfg=None,  # that of the whole model
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original')),
    init_cfg=[
        dict(type='TruncNormal', layer='Linear', std=0.02, bias=0.0),
        dict(type='Constant', layer='LayerNorm', val=1.0, bias=0.0),
    ],
    train_cfg=dict(
        augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
