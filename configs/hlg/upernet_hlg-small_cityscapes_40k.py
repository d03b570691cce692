# UperNet with HLG-Small on Cityscapes, 40k iterations; 8 devices with 2 images each
_base_ = [
    '../_base_/models/upernet_hlg-small.py', '../_base_/datasets/cityscapes_768_windows.py',
    '../_base_/schedules/seg_adamw_40k.py', '../_base_/seg_runtime.py',
]

model = dict(data_preprocessor=_base_.data_preprocessor, test_cfg=_base_.windows)
train_dataloader = dict(batch_size=2)
auto_scale_lr = dict(base_batch_size=16)
# Swin's optimiser: all layers learn alike, and matrices decay
optim_wrapper = dict(
    optimizer=dict(weight_decay=0.01),
    paramwise_cfg=dict(_delete_=True, norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0))
