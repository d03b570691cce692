# learns the boxes of `scenes` in minutes on two cores: half the width of ViP-Ti
_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/datasets/scenes_detection.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        arch=dict(
            _delete_=True,
            strides=(1, 2, 2, 2),
            windows=(8, 8, 8, 4),
            blocks=(1, 1, 2, 1),
            channels=(32, 64, 128, 256),
            num_heads=(1, 2, 4, 8),
            encoder_heads=(1, 2, 4, 8),
            num_parts=(16, 16, 16, 16)),
        num_parts=None,
        drop_path=0.,
        init_cfg=None),
    bbox_head=dict(num_classes=8, embed_dims=256),
    test_cfg=dict(max_per_img=16))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0, flat_decay_mult=0),
    clip_grad=dict(max_norm=1.0))
max_iters = 3000
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=50, end=max_iters),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=1000)
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=1000))
randomness = dict(seed=0)
