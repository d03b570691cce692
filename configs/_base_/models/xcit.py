# XCiT-T24 with patches of 16 pixels as a classifier of ImageNet; other sizes change depth, width and heads
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(
        type='mmuvp.ClassAttentionXCiT',
        patch_size=16,
        embed_dims=192,
        depth=24,
        num_heads=4,
        layer_scale_init_value=1e-5,
        tokens_norm=True,
        drop_path_rate=0.05),
    head=dict(
        type='mmpretrain.LinearClsHead',
        num_classes=1000,
        in_channels=192,
        init_cfg=dict(type='TruncNormal', layer='Linear', std=0.02),
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original')),
    train_cfg=dict(
        augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
