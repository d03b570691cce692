# A ViT of patches of 8 pixels on pictures of 32; the loss has 512 classes.  Patches are hidden from the 21st epoch on,
# as in the recipe of Swin-T: before, so small a network tells patches apart by their places alone.
_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/models/vit_96.py', '../_base_/datasets/cifar10_multi-crop.py',
    '../_base_/schedules/ibot_300e.py'
]

classes, delay = 512, 20
temperature = dict(start=0.04, end=0.06, warm_up=20)
model = dict(
    backbone=dict(
        arch=dict(_base_.small_vit, _delete_=True),
        img_size=32,
        patch_size=8,
        drop_path_rate=0.),
    neck=dict(
        in_channels=_base_.small_vit.embed_dims, out_channels=classes, hidden_channels=256, bottleneck_channels=64),
    head=dict(num_classes=classes, class_temperature=temperature, patch_temperature=dict(temperature, delay=delay)))
load, crops, masks, pack = _base_.train_pipeline
masks = dict(masks, grid=4)
train_pipeline = [load, crops, dict(masks, ratio=0., variance=0.), pack]
train_dataloader = dict(batch_size=50, dataset=dict(pipeline=train_pipeline))
optim_wrapper = dict(_delete_=True, type='OptimWrapper', clip_grad=dict(max_norm=3.0),
                     optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.04),
                     paramwise_cfg=dict(flat_decay_mult=0.0))
warm_up, max_epochs = 2, 60
param_scheduler = [
    dict(_base_.param_scheduler[0], end=warm_up),
    dict(_base_.param_scheduler[1], begin=warm_up, end=max_epochs),
    dict(_base_.param_scheduler[2], end=max_epochs),
]
train_cfg = dict(max_epochs=max_epochs, val_interval=20)
judge = dict(reference_dataloader=_base_.reference_dataloader, features=dict(network='teacher.backbone'))
val_cfg = dict(judge, _delete_=True, type='mmuvp.FrozenFeatureValLoop')
test_cfg = dict(judge, _delete_=True, type='mmuvp.FrozenFeatureTestLoop')
# a run of few steps needs a teacher that follows faster
custom_hooks = [
    dict(_base_.custom_hooks[0], momentum=0.99),
    _base_.custom_hooks[1],
    dict(type='mmuvp.InitialValidationHook'),
    dict(type='mmpretrain.SwitchRecipeHook', schedule=[
        dict(action_epoch=delay + 1, train_pipeline=[load, crops, masks, pack])]),
]
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=10))
randomness = dict(seed=0)
auto_scale_lr = None
