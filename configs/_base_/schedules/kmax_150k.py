# kMaX-DeepLab on COCO: linear warm-up, then polynomial decay over all iterations
optim_wrapper = dict(
    type='AmpOptimWrapper',
    optimizer=dict(type='AdamW', lr=5e-4, weight_decay=0.05),
    constructor='mmuvp.FlatDecayConstructor',
    # norms, biases and scales of layers are flat; cluster centres and position tables are not
    paramwise_cfg=dict(
        flat_decay_mult=0,
        custom_keys={
            'backbone': dict(lr_mult=0.1),
            'centres': dict(decay_mult=0),
            '_position': dict(decay_mult=0)
        }))
# The stock PolyLR counts from its own beginning; the factor between the two puts it where the decay
# (1 - iteration / 150000) ** 0.9 of the whole training is by then.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=5000),
    dict(type='MultiStepLR', milestones=[5000], gamma=(1 - 5000 / 150000)**0.9, by_epoch=False),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=5000, end=150000),
]
train_cfg = dict(type='mmuvp.ResumableIterLoop', max_iters=150000, val_interval=5000)
# 32 GPUs x 2 images
auto_scale_lr = dict(base_batch_size=64)
