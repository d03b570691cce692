# small enough to train on a few COCO photographs on two cores: a check of the whole road, not a model to use
_base_ = [
    '../_base_/models/max_deeplab_small.py', '../_base_/datasets/coco_panoptic_sample.py', '../_base_/iter_runtime.py'
]

# a mask that leaks into a crowd, which training ignores, is a false positive to the score: dice sees the leak
model = dict(
    backbone=dict(num_queries=48),
    panoptic_head=dict(
        loss_dice=dict(mask_void=False),
        loss_class=dict(loss_weight=12.0),
        loss_mask_id=dict(loss_weight=1.0)),
    test_cfg=dict(thing_threshold=0.5, stuff_threshold=0.5, thing_area=0, stuff_area=0))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=4e-3, weight_decay=0.),
    paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0))
max_iters = 250
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, begin=0, end=30),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=30, end=max_iters),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=50)
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=250))
randomness = dict(seed=0)
