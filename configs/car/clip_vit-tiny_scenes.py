# A small CLIP on captions of `scenes`, which stands in for OpenAI's where no weights can be had. It is trained in what
# CaR reads of it, too: the class token before the last block, and the mean of the patches' tokens.
_base_ = [
    '../_base_/models/frozen_clip_vit-tiny.py', '../_base_/datasets/scenes_captions.py', '../_base_/epoch_runtime.py',
]

model = dict(
    type='mmuvp.CLIP',
    # half of the patches are seen in training, as in FLIP (Li et al., 2023)
    arch=dict(_base_.clip.arch, vision_cfg=dict(_base_.clip.arch.vision_cfg, patch_dropout=0.5)),
    readouts=('class_token', 'early_class_token', 'patch_mean'))
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=1.5e-3, weight_decay=0.05, betas=(0.9, 0.98)),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0),
    clip_grad=dict(max_norm=1.0))
warm_up, max_epochs = 1, 8
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=True, begin=0, end=warm_up, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=0, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs, val_interval=1)
val_cfg = dict()
test_cfg = dict()
custom_hooks = [
    # what is validated and saved is a running mean of some hundred steps
    dict(type='EMAHook', ema_type='ExponentialMovingAverage', momentum=0.01, priority='ABOVE_NORMAL'),
    dict(type='mmuvp.InitialValidationHook'),
]
default_hooks = dict(
    logger=dict(interval=20),
    checkpoint=dict(interval=1, save_best='retrieval/image_to_text_R@1', rule='greater'))
randomness = dict(seed=0)
