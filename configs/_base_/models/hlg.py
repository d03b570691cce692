# HLG-S; other sizes change `arch`, the head's `in_channels` and the rate of dropped paths
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.HLG', arch='small', drop_path_rate=0.1),
    neck=dict(type='mmpretrain.GlobalAveragePooling'),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=768,
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, 5)),
    train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
