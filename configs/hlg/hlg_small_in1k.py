_base_ = [
    '../_base_/models/hlg.py', '../_base_/datasets/imagenet_deit_erasing.py',
    '../_base_/schedules/adamw_300e_warm-up-20.py', '../_base_/ema.py', '../_base_/epoch_runtime.py'
]

# as Swin's
optim_wrapper = dict(clip_grad=dict(max_norm=5.0))
auto_scale_lr = dict(base_batch_size=1024)
