# learns `scenes` in minutes on two cores
_base_ = [
    '../_base_/models/axial-deeplab_l.py', '../_base_/datasets/scenes_panoptic.py', '../_base_/iter_runtime.py'
]

norm_cfg = dict(type='BN', eps=1e-3, momentum=0.1, requires_grad=True)
# in pictures of 129 pixels all is small: heat that reaches less far, and a lower limit for stuff
model = dict(
    backbone=dict(depth=26, width=0.25, stem='conv', stem_channels=32, span=33, window=None, num_heads=4),
    panoptic_head=dict(
        in_channels=[64, 128, 256, 512],
        num_things_classes=8,
        num_stuff_classes=6,
        semantic_decoder=dict(channels=64, low_levels=[(1, 32), (0, 16)]),
        instance_decoder=dict(channels=64, low_levels=[(1, 16), (0, 8)], fused_channels=32),
        semantic_channels=64,
        loss_semantic=dict(loss_weight=1.0, top_fraction=1.0),
        loss_centre=dict(loss_weight=200.0),
        loss_offset=dict(loss_weight=0.05),
        norm_cfg=norm_cfg),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=6),
    train_cfg=dict(sigma=4, small_area=0),
    test_cfg=dict(nms_kernel=13, top_k=20, stuff_area=128))
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
