# SETR-PUP with HLG-Large on Cityscapes by AdamW, as published; 8 devices with 2 images each
_base_ = [
    '../_base_/models/setr-pup_hlg-large.py', '../_base_/datasets/cityscapes_768_windows.py',
    '../_base_/schedules/seg_adamw_40k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor, backbone=dict(drop_path_rate=0.3), test_cfg=_base_.windows)
train_dataloader = dict(batch_size=2)
auto_scale_lr = dict(base_batch_size=16)
