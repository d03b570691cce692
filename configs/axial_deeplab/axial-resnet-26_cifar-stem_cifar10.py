# learns a tenth of CIFAR-10 in minutes on two cores
_base_ = ['../_base_/models/axial-resnet.py', '../_base_/datasets/cifar10_folder.py', '../_base_/epoch_runtime.py']

model = dict(
    backbone=dict(depth=26, width=0.25, stem='cifar', stem_channels=32, num_heads=4, span=16),
    head=dict(num_classes=10, in_channels=512, topk=(1, )))
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=2e-3, weight_decay=0.05), paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0))
max_epochs = 8
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=True, begin=0, end=1, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=0, by_epoch=True, begin=1, end=max_epochs, convert_to_iter_based=True),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs, val_interval=2)
val_cfg = dict()
test_cfg = dict()
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=2))
randomness = dict(seed=0)
