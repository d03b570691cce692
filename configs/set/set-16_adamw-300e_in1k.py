# the last row of table 5: all of DeiT's augmentation but repeated augmentation
_base_ = [
    '../_base_/models/set.py', '../_base_/datasets/imagenet_deit_erasing.py',
    '../_base_/schedules/adamw_300e_warm-up-5.py', '../_base_/epoch_runtime.py'
]

model = dict(
    train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmpretrain.CutMix', alpha=1.0)]))
# 16 devices with 64 images each
auto_scale_lr = dict(base_batch_size=1024)
