# SETR-PUP with T-Base on ADE20K
_base_ = [
    '../_base_/models/setr-pup_vit-base.py', '../_base_/datasets/ade20k_512_windows.py',
    '../_base_/schedules/setr_160k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(img_size=512),
    decode_head=dict(num_classes=150),
    auxiliary_head=[dict(head, num_classes=150) for head in _base_.model.auxiliary_head],
    test_cfg=_base_.windows)
optim_wrapper = dict(optimizer=dict(lr=0.001))
