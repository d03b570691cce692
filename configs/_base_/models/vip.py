# ViP-S, which classifies from its parts
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.ViP', arch='small', out_type='parts', drop_path=0.1),
    neck=dict(type='mmuvp.PartPooling'),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=768,
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, 5)),
    train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
