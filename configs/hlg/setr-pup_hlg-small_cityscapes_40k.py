# SETR-PUP with HLG-Small on Cityscapes, 40k iterations
_base_ = [
    '../_base_/models/setr-pup_hlg-small.py', '../_base_/datasets/cityscapes_768_windows.py',
    '../_base_/schedules/setr_40k.py', '../_base_/seg_runtime.py',
]

model = dict(data_preprocessor=_base_.data_preprocessor, test_cfg=_base_.windows)
