# 350 epochs of SGD: a linear warm-up over 5 epochs to 0.6, then half a cosine to nothing; norms and biases do not decay
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.6, momentum=0.9, nesterov=True, weight_decay=1e-4),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0))
warm_up, max_epochs = 5, 350
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-3, by_epoch=True, begin=0, end=warm_up, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=0, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs, val_interval=1)
val_cfg = dict()
test_cfg = dict()
# 32 devices with 64 images each
auto_scale_lr = dict(base_batch_size=2048)
