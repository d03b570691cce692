_base_ = './remax_50k.py'

optim_wrapper = dict(optimizer=dict(weight_decay=0.02))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[127500, 142500], gamma=0.1, by_epoch=False),
]
train_cfg = dict(max_iters=150000)
