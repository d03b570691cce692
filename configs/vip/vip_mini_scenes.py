# classes of the things of `scenes`, which stand-alone models start from as those for COCO start from ImageNet
_base_ = [
    '../_base_/models/vip.py', '../_base_/models/vip_mini.py', '../_base_/datasets/scenes_classification.py',
    '../_base_/schedules/cifar10_adamw.py'
]

model = dict(
    backbone=_base_.mini_backbone, head=dict(num_classes=8, in_channels=128, topk=(1, )), train_cfg=None)

# stand-alone models start from epoch 5, see the README
max_epochs = 10
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=True, begin=0, end=1, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=0, by_epoch=True, begin=1, end=max_epochs, convert_to_iter_based=True),
]
train_cfg = dict(max_epochs=max_epochs, val_interval=1)
default_hooks = dict(checkpoint=dict(interval=1, max_keep_ckpts=-1))
