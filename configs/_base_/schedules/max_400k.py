_base_ = './max_100k.py'

param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[5000], gamma=(1 - 5000 / 400000)**0.9, by_epoch=False),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=5000, end=400000),
]
train_cfg = dict(max_iters=400000)
