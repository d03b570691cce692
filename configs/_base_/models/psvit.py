# PS-ViT-B/14; other sizes change `arch` and `num_samples`, and the head's `in_channels` with the former
model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(type='mmuvp.PSViT', arch='base', num_samples=14, num_iterations=4, drop_rate=0.1, drop_path_rate=0.1),
    head=dict(
        type='mmpretrain.VisionTransformerClsHead',
        num_classes=1000,
        in_channels=384,
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, 5),
        init_cfg=dict(type='TruncNormal', layer='Linear', std=0.02)),
    train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
