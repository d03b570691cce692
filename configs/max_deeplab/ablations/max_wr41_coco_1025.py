# MaX-DeepLab, table 4.4: PQ 46.1
_base_ = [
    '../../_base_/models/max_deeplab_wr41.py', '../../_base_/datasets/coco_panoptic_deeplab_1025.py',
    '../../_base_/schedules/max_100k.py', '../../_base_/iter_runtime.py'
]
