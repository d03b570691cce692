# MaX-DeepLab, the base of tables 4.4 to 4.6: PQ 45.7
_base_ = [
    '../../_base_/models/max_deeplab_wr41.py', '../../_base_/datasets/coco_panoptic_deeplab_641.py',
    '../../_base_/schedules/max_100k.py', '../../_base_/iter_runtime.py'
]
