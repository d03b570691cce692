# A linear head on DeiT-S that learnt ImageNet without TransMix
_base_ = [
    '../_base_/models/deit-small_linear.py', '../_base_/datasets/pascal_context_480.py',
    '../_base_/schedules/seg_sgd_80k.py', '../_base_/seg_runtime.py'
]
