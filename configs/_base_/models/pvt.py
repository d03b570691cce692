# PVT-Tiny as a classifier of ImageNet; other sizes change `arch` and the rate of dropped paths
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.PVT', arch='tiny', drop_path_rate=0.1),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=512,
        init_cfg=dict(type='TruncNormal', layer='Linear', std=0.02),
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original')),
    train_cfg=dict(
        augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
