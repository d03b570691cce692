# 150 epochs of AdamW, tenfold less after 100; matrices alone decay, and gradients are clipped as in DETR
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-4, weight_decay=0.05),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0),
    clip_grad=dict(max_norm=0.1))
param_scheduler = [dict(type='MultiStepLR', by_epoch=True, milestones=[100], gamma=0.1)]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=150, val_interval=1)
val_cfg = dict()
test_cfg = dict()
# 8 GPUs x 2 images
auto_scale_lr = dict(base_batch_size=16)
