# Panoptic-DeepLab on Mapillary Vistas
_base_ = './panoptic-deeplab_200k.py'

param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=2000),
    dict(type='MultiStepLR', milestones=[2000], gamma=(1 - 2000 / 150000)**0.9, by_epoch=False),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=2000, end=150000),
]
train_cfg = dict(max_iters=150000)
