# 800 epochs of AdamW in mixed precision for batches of 1024 images: a warm-up over 10 epochs to 5e-4 for each 256
# images, then half a cosine to 1e-6; the weight decay of all but vectors goes from 0.04 to 0.4.  The gradient of
# each parameter is bounded for itself, and the last layers rest in the first epoch.
_base_ = '../epoch_runtime.py'

optim_wrapper = dict(
    type='AmpOptimWrapper',
    loss_scale='dynamic',
    dtype='float16',
    clip_grad=dict(max_norm=3.0),
    optimizer=dict(type='AdamW', lr=2e-3, weight_decay=0.04, betas=(0.9, 0.999), eps=1e-8),
    paramwise_cfg=dict(flat_decay_mult=0.0))
warm_up, max_epochs = 10, 800
param_scheduler = [
    # from 0 but for what the stock schedule divides by
    dict(type='LinearLR', start_factor=1e-9, by_epoch=True, begin=0, end=warm_up, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=1e-6, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
    dict(type='mmpretrain.CosineAnnealingWeightDecay', eta_min=0.4, by_epoch=True, begin=0, end=max_epochs,
         convert_to_iter_based=True),
]
custom_hooks = [
    dict(type='mmuvp.SelfDistillationHook', momentum=0.996),
    dict(type='mmuvp.SeparateClippingHook', still=['neck.last_layer'], still_epochs=1),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs)
val_cfg = None
test_cfg = None
# 16 devices with 64 images each
auto_scale_lr = dict(base_batch_size=1024)
default_hooks = dict(checkpoint=dict(save_best=None))
