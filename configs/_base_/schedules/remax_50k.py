# ReMaX: 12 times the learning rate of kMaX-DeepLab, a tenth of its weight decay, no gradient clipping
_base_ = './kmax_150k.py'

optim_wrapper = dict(optimizer=dict(lr=6e-3, weight_decay=0.005))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[42500, 47500], gamma=0.1, by_epoch=False),
]
train_cfg = dict(max_iters=50000)
