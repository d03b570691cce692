# SGD for the 45 linear classifiers of `mmuvp.LinearSweepHead`: the rate is what multiplies theirs, batch size / 256.
# Weight decay would make their joint training differ from one for each.
optim_wrapper = dict(optimizer=dict(type='SGD', lr=4.0, momentum=0.9, weight_decay=0.0))
param_scheduler = dict(type='CosineAnnealingLR', T_max=100, by_epoch=True)
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=100, val_interval=1)
val_cfg = dict()
test_cfg = dict()
auto_scale_lr = dict(base_batch_size=1024)
