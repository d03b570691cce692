# CaiT-XXS36 as a classifier of ImageNet
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.CaiT', arch='xxs-36', drop_path_rate=0.1),
    head=dict(
        type='mmpretrain.VisionTransformerClsHead',
        num_classes=1000,
        in_channels=192,
        init_cfg=dict(type='TruncNormal', layer='Linear', std=0.02),
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original')),
    train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
