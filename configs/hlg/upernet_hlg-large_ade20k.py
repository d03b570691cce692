# UperNet with HLG-Large on ADE20K
_base_ = [
    '../_base_/models/upernet_hlg-large.py', '../_base_/datasets/ade20k_512_windows.py',
    '../_base_/schedules/seg_adamw_160k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    decode_head=dict(num_classes=150),
    auxiliary_head=dict(num_classes=150),
    test_cfg=_base_.windows)
# Swin's optimiser: all layers learn alike, and matrices decay
optim_wrapper = dict(
    optimizer=dict(weight_decay=0.01),
    paramwise_cfg=dict(_delete_=True, norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0))
