# fits a few COCO photographs in minutes on two cores: a check of the whole road, not a model to use
_base_ = [
    '../_base_/models/kmax_r18_small.py', '../_base_/datasets/coco_panoptic_sample.py', '../_base_/iter_runtime.py'
]

norm_cfg = dict(type='BN', eps=1e-3, momentum=0.1, requires_grad=True)
model = dict(
    panoptic_head=dict(
        num_queries=64,
        transformer_decoder=dict(num_layers=[1, 1, 2]),
        loss_insdis=dict(num_samples=1024),
        loss_semantic=dict(num_samples=4096),
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(
            type='mmuvp.ReMask',
            in_channels=64,
            num_stages=3,
            semantic_head=dict(type='mmuvp.ASPPSemanticHead', channels=64, norm_cfg=norm_cfg),
            loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5, num_samples=4096)),
        reclass=dict(type='mmuvp.ReClass', eta=0.1)))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=3e-3, weight_decay=0.),
    paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0))
max_iters = 600
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, begin=0, end=30),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=30, end=max_iters),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=100)
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=200))
randomness = dict(seed=0)
