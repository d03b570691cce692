_base_ = [
    '../_base_/models/kmax_r50_ade20k.py', '../_base_/datasets/ade20k_panoptic_1281.py',
    '../_base_/schedules/kmax_100k.py', '../_base_/iter_runtime.py'
]
