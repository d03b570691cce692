# small enough to train on `scenes` on two cores; the README says how far that went
_base_ = [
    '../_base_/models/max_deeplab_small.py', '../_base_/datasets/scenes_panoptic.py', '../_base_/iter_runtime.py'
]

# a scene has at most six segments; classes are learned from few images, hence the weight of their losses
model = dict(
    backbone=dict(num_queries=12),
    panoptic_head=dict(
        num_things_classes=8,
        num_stuff_classes=6,
        loss_class=dict(loss_weight=6.0),
        loss_insdis=dict(num_things_classes=8),
        loss_semantic=dict(loss_weight=2.0)),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=6),
    test_cfg=dict(thing_threshold=0.4, stuff_threshold=0.4, thing_area=0, stuff_area=0))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=4e-3, weight_decay=0.02),
    paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0))
max_iters = 700
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=50, end=max_iters),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=175)
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=175))
randomness = dict(seed=0)
