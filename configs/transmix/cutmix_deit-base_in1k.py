# DeiT-B with Mixup and CutMix, by the recipe of TransMix
_base_ = [
    '../_base_/models/deit.py', '../_base_/datasets/imagenet_deit_crop-0p9.py',
    '../_base_/schedules/adamw_300e_warm-up-5.py', '../_base_/ema.py', '../_base_/epoch_runtime.py'
]

# four batches of five are mixed by CutMix; `probs` would not survive that the config is dumped and read again
augments = [dict(type='mmpretrain.Mixup', alpha=0.8), *[dict(type='mmpretrain.CutMix', alpha=1.0)] * 4]
model = dict(backbone=dict(arch='deit-base'), head=dict(in_channels=768), train_cfg=dict(augments=augments))
optim_wrapper = dict(
    paramwise_cfg=dict(custom_keys={'.cls_token': dict(decay_mult=0.0), '.pos_embed': dict(decay_mult=0.0)}))
auto_scale_lr = dict(base_batch_size=1024)
