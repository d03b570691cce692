# learns `scenes` in minutes on two cores; the baseline of remax_maskformer_r18_scenes.py
_base_ = [
    '../_base_/models/maskformer_r18_small.py', '../_base_/datasets/scenes_panoptic.py', '../_base_/iter_runtime.py'
]

model = dict(
    panoptic_head=dict(
        num_things_classes=8,
        num_stuff_classes=6,
        loss_cls=dict(type='mmdet.CrossEntropyLoss', loss_weight=1.0, class_weight=[1.0] * 14 + [0.1])),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=6))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=2e-3, weight_decay=0.05),
    paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0),
    clip_grad=dict(max_norm=1.0))
max_iters = 600
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=50, end=max_iters),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=200)
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=200))
randomness = dict(seed=0)
