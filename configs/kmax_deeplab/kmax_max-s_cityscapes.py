_base_ = [
    '../_base_/models/kmax_max-s_cityscapes.py', '../_base_/datasets/cityscapes_panoptic_1025x2049.py',
    '../_base_/schedules/kmax_cityscapes_60k.py', '../_base_/iter_runtime.py'
]
