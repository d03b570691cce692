# FCN with weights of ImageNet-21k on ADE20K, by the recipe of stock mmseg: what pre-training alone gives (table 4)
_base_ = [
    '../_base_/models/fcn_r101_in21k.py', '../_base_/datasets/ade20k_512_windows.py',
    '../_base_/schedules/setr_160k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    decode_head=dict(num_classes=150),
    auxiliary_head=dict(num_classes=150),
    test_cfg=_base_.windows)
optim_wrapper = dict(optimizer=dict(weight_decay=0.0005), paramwise_cfg=None)
