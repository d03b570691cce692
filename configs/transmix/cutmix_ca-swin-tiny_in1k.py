# CA-Swin-T with Mixup and CutMix
_base_ = [
    '../_base_/models/ca-swin.py', '../_base_/datasets/imagenet_deit_crop-0p9.py',
    '../_base_/schedules/adamw_300e_warm-up-20.py', '../_base_/ema.py', '../_base_/epoch_runtime.py'
]

optim_wrapper = dict(paramwise_cfg=dict(custom_keys={
    '.cls_token': dict(decay_mult=0.0),
    '.relative_position_bias_table': dict(decay_mult=0.0),
}))
auto_scale_lr = dict(base_batch_size=1024)
