# The paper has one recipe for all sizes; this is what the published code trains the small one by.
_base_ = [
    '../_base_/models/psvit.py', '../_base_/datasets/imagenet_deit_erasing.py',
    '../_base_/schedules/adamw_300e_warm-up-5.py', '../_base_/epoch_runtime.py', '../_base_/ema.py'
]

model = dict(backbone=dict(arch='tiny', drop_rate=0.0), head=dict(in_channels=192))
optim_wrapper = dict(
    optimizer=dict(lr=1e-3, weight_decay=0.03), paramwise_cfg=dict(custom_keys={'.cls_token': dict(decay_mult=0.0)}))
auto_scale_lr = dict(base_batch_size=512)
