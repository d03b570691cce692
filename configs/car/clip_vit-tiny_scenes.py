# A small CLIP on captions of `scenes`, which stands in for OpenAI's where no weights can be had. It is trained in what
# CaR reads of it, too: the class token before the last block, and the mean of the patches' tokens.
_base_ = [
    '../_base_/models/frozen_clip_vit-tiny.py', '../_base_/datasets/scenes_captions.py',
    '../_base_/schedules/cifar10_adamw.py',
]

model = dict(
    type='mmuvp.CLIP',
    # half of the patches are seen in training, as in FLIP (Li et al., 2023)
    arch=dict(_base_.clip.arch, vision_cfg=dict(_base_.clip.arch.vision_cfg, patch_dropout=0.5)),
    readouts=('class_token', 'early_class_token', 'patch_mean'))
optim_wrapper = dict(optimizer=dict(lr=1.5e-3, betas=(0.9, 0.98)), clip_grad=dict(max_norm=1.0))
max_epochs = 8
param_scheduler = [_base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs, val_interval=1)
custom_hooks = [
    # what is validated and saved is a running mean of some hundred steps
    dict(type='EMAHook', ema_type='ExponentialMovingAverage', momentum=0.01, priority='ABOVE_NORMAL'),
    dict(type='mmuvp.InitialValidationHook'),
]
default_hooks = dict(checkpoint=dict(interval=1, save_best='retrieval/image_to_text_R@1', rule='greater'))
