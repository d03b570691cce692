# SETR-MLA with T-Base on Pascal Context
_base_ = [
    '../_base_/models/setr-mla_vit-base.py', '../_base_/datasets/pascal_context_480_windows.py',
    '../_base_/schedules/setr_80k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(img_size=480),
    decode_head=dict(num_classes=60),
    auxiliary_head=[dict(head, num_classes=60) for head in _base_.model.auxiliary_head],
    test_cfg=_base_.windows)
optim_wrapper = dict(optimizer=dict(lr=0.001))
