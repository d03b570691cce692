# SETR-PUP with HLG-Small on ADE20K
_base_ = [
    '../_base_/models/setr-pup_hlg-small.py', '../_base_/datasets/ade20k_512_windows.py',
    '../_base_/schedules/seg_adamw_160k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    decode_head=dict(num_classes=150),
    auxiliary_head=dict(num_classes=150),
    test_cfg=_base_.windows)
