# MaX-DeepLab on COCO: linear warm-up, then polynomial decay over all iterations
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='mmuvp.Lookahead', base=dict(type='RAdam'), lr=1e-3, weight_decay=1e-4),
    # what is pre-trained
    paramwise_cfg=dict(custom_keys={'backbone.encoder': dict(lr_mult=0.1)}))
# The stock PolyLR counts from its own beginning; the factor between the two puts it where the decay
# (1 - iteration / 100000) ** 0.9 of the whole training is by then.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[5000], gamma=(1 - 5000 / 100000)**0.9, by_epoch=False),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=5000, end=100000),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=100000, val_interval=5000)
# 32 devices x 2 images
auto_scale_lr = dict(base_batch_size=64)
