# SETR-PUP with HLG-Medium on Cityscapes, 80k iterations
_base_ = [
    '../_base_/models/setr-pup_hlg-medium.py', '../_base_/datasets/cityscapes_768_windows.py',
    '../_base_/schedules/setr_80k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor, backbone=dict(drop_path_rate=0.3), test_cfg=_base_.windows)
