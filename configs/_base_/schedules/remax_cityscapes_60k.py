# ReMaX on Cityscapes
_base_ = './remax_50k.py'

optim_wrapper = dict(optimizer=dict(lr=3e-3))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[51000, 57000], gamma=0.1, by_epoch=False),
]
train_cfg = dict(max_iters=60000)
auto_scale_lr = dict(base_batch_size=32)
