# 1000 epochs of SGD on small data sets, from weights that ImageNet gave
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=1e-4))
warm_up, max_epochs = 5, 1000
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-3, by_epoch=True, begin=0, end=warm_up, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=0, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs, val_interval=10)
val_cfg = dict()
test_cfg = dict()
# 8 devices with 96 images each
auto_scale_lr = dict(base_batch_size=768)
