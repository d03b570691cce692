# CaiT-XXS36 with Mixup and CutMix
_base_ = [
    '../_base_/models/cait.py', '../_base_/datasets/imagenet_deit_crop-0p9.py',
    '../_base_/schedules/adamw_400e_warm-up-20.py', '../_base_/ema.py', '../_base_/epoch_runtime.py'
]

optim_wrapper = dict(
    paramwise_cfg=dict(custom_keys={'.cls_token': dict(decay_mult=0.0), '.pos_embed': dict(decay_mult=0.0)}))
auto_scale_lr = dict(base_batch_size=1024)
