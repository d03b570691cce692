_base_ = [
    '../_base_/models/axial-deeplab_s.py', '../_base_/datasets/coco_panoptic_deeplab_1025_test-dev_tta.py',
    '../_base_/schedules/panoptic-deeplab_200k.py', '../_base_/iter_runtime.py'
]
