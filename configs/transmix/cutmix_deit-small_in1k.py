# DeiT-S with Mixup and CutMix, by the recipe of TransMix
_base_ = [
    '../_base_/models/deit.py', '../_base_/datasets/imagenet_deit_crop-0p9.py',
    '../_base_/schedules/adamw_300e_warm-up-20.py', '../_base_/ema.py', '../_base_/epoch_runtime.py'
]

optim_wrapper = dict(
    optimizer=dict(weight_decay=0.03),
    paramwise_cfg=dict(custom_keys={'.cls_token': dict(decay_mult=0.0), '.pos_embed': dict(decay_mult=0.0)}))
auto_scale_lr = dict(base_batch_size=1024)
