# Table 5: a linear layer for each patch on DeiT-S that learnt ImageNet's labels, all of it trained on Pascal Context
_base_ = [
    '../../_base_/models/deit-small_linear.py', '../../_base_/datasets/pascal_context_448.py',
    '../../_base_/schedules/seg_adamw_4k.py', '../../_base_/seg_runtime.py'
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(img_size=224, init_cfg=dict(checkpoint='deit-small_in1k.pth')),
    test_cfg=dict(_delete_=True, mode='whole'))
default_hooks = dict(checkpoint=dict(interval=1000))
