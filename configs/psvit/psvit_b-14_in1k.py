# 8 devices with 64 images each, as table 4 says
_base_ = [
    '../_base_/models/psvit.py', '../_base_/datasets/imagenet_deit.py', '../_base_/schedules/adamw_300e_warm-up-5.py',
    '../_base_/epoch_runtime.py', '../_base_/ema.py'
]

optim_wrapper = dict(
    optimizer=dict(lr=5e-4),
    # neither is it a matrix
    paramwise_cfg=dict(custom_keys={'.cls_token': dict(decay_mult=0.0)}))
auto_scale_lr = dict(base_batch_size=512)
