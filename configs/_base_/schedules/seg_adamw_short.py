# Short training of a segmentor from random weights: a warm-up over 100 iterations, then a fall with the power 0.9
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0),
    clip_grad=dict(max_norm=1.0))
warm_up, max_iters = 100, 1200
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-2, by_epoch=False, begin=0, end=warm_up),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=warm_up, end=max_iters),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=max_iters, val_interval=400)
