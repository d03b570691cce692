_base_ = [
    '../_base_/models/vip_standalone_panoptic.py', '../_base_/datasets/coco_panoptic_multi-scale.py',
    '../_base_/schedules/vip_standalone_panoptic_50e.py', '../_base_/panoptic_epoch_runtime.py'
]
