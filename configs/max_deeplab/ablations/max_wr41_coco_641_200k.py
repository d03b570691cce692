# MaX-DeepLab, table 4.4: PQ 46.9
_base_ = [
    '../../_base_/models/max_deeplab_wr41.py', '../../_base_/datasets/coco_panoptic_deeplab_641.py',
    '../../_base_/schedules/max_200k.py', '../../_base_/iter_runtime.py'
]
