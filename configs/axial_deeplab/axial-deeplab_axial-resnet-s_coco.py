_base_ = [
    '../_base_/models/axial-deeplab_s.py', '../_base_/datasets/coco_panoptic-deeplab_1025.py',
    '../_base_/schedules/panoptic-deeplab_200k.py', '../_base_/iter_runtime.py'
]
