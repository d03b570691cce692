# A ViT of patches of 4 pixels on pictures of 32; the loss has 1024 classes
_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/models/vit_96.py', '../_base_/datasets/cifar10_multi-crop.py',
    '../_base_/schedules/ibot_300e.py'
]

classes = 1024
temperature = dict(start=0.04, end=0.07, warm_up=10)
model = dict(
    backbone=dict(
        arch=dict(_base_.small_vit, _delete_=True),
        img_size=32,
        patch_size=4,
        drop_path_rate=0.),
    neck=dict(
        in_channels=_base_.small_vit.embed_dims, out_channels=classes, hidden_channels=512, bottleneck_channels=128),
    head=dict(num_classes=classes, class_temperature=temperature, patch_temperature=temperature))
optim_wrapper = dict(_delete_=True, type='OptimWrapper', clip_grad=dict(max_norm=3.0),
                     optimizer=dict(type='AdamW', lr=5e-4, weight_decay=0.04),
                     paramwise_cfg=dict(flat_decay_mult=0.0))
warm_up, max_epochs = 2, 20
param_scheduler = [
    dict(_base_.param_scheduler[0], end=warm_up),
    dict(_base_.param_scheduler[1], begin=warm_up, end=max_epochs),
    dict(_base_.param_scheduler[2], end=max_epochs),
]
train_cfg = dict(max_epochs=max_epochs, val_interval=5)
judge = dict(reference_dataloader=_base_.reference_dataloader, features=dict(network='teacher.backbone'))
val_cfg = dict(judge, _delete_=True, type='mmuvp.FrozenFeatureValLoop')
test_cfg = dict(judge, _delete_=True, type='mmuvp.FrozenFeatureTestLoop')
# a run of few steps needs a teacher that follows faster
custom_hooks = [
    dict(_base_.custom_hooks[0], momentum=0.99),
    _base_.custom_hooks[1],
    dict(type='mmuvp.InitialValidationHook'),
]
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=5))
randomness = dict(seed=0)
auto_scale_lr = None
