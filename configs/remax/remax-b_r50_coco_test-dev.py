_base_ = [
    '../_base_/models/remax_r50.py', '../_base_/datasets/coco_panoptic_1281_test-dev.py',
    '../_base_/schedules/remax_200k.py', '../_base_/iter_runtime.py'
]
