# kMaX-DeepLab on Cityscapes
_base_ = './kmax_150k.py'

optim_wrapper = dict(optimizer=dict(lr=3e-4))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[5000], gamma=(1 - 5000 / 60000)**0.9, by_epoch=False),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=5000, end=60000),
]
train_cfg = dict(max_iters=60000)
# 16 GPUs x 2 images
auto_scale_lr = dict(base_batch_size=32)
