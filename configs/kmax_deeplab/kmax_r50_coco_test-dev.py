_base_ = [
    '../_base_/models/kmax_r50.py', '../_base_/datasets/coco_panoptic_1281_test-dev.py',
    '../_base_/schedules/kmax_150k.py', '../_base_/iter_runtime.py'
]
