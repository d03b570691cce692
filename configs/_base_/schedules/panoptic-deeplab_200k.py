# Panoptic-DeepLab on COCO, with the optimizer of Axial-DeepLab: RAdam + Lookahead behind a linear warm-up
optim_wrapper = dict(
    type='AmpOptimWrapper',
    optimizer=dict(type='mmuvp.Lookahead', base=dict(type='RAdam'), lr=1e-3, weight_decay=0.))
# The stock PolyLR counts from its own beginning; the factor between the two puts it where the decay
# (1 - iteration / 200000) ** 0.9 of the whole training is by then.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=2000),
    dict(type='MultiStepLR', milestones=[2000], gamma=(1 - 2000 / 200000)**0.9, by_epoch=False),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=2000, end=200000),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=200000, val_interval=5000)
# 32 devices with 2 images each
auto_scale_lr = dict(base_batch_size=64)
