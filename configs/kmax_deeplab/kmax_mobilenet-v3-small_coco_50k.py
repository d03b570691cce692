_base_ = [
    '../_base_/models/kmax_mobilenet-v3-small.py', '../_base_/datasets/coco_panoptic_641.py',
    '../_base_/schedules/kmax_50k.py', '../_base_/iter_runtime.py'
]
