# 15 epochs of AdamW on a part of CIFAR-10, one of them a linear warm-up, and the runtime of such short runs.
# What other systems are compared with is trained by the same settings.
_base_ = '../epoch_runtime.py'

optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0))
warm_up, max_epochs = 1, 15
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=True, begin=0, end=warm_up, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=0, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs, val_interval=5)
val_cfg = dict()
test_cfg = dict()
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=5))
randomness = dict(seed=0)
