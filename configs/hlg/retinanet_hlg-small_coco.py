# RetinaNet with HLG-Small on COCO, 1x, of images of several scales
_base_ = [
    'mmdet::_base_/models/retinanet_r50_fpn.py', '../_base_/models/hlg-small_detector.py',
    '../_base_/datasets/coco_detection_multi-scale.py', '../_base_/schedules/det_adamw_1x.py',
    '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(_base_.hlg_small, out_indices=(1, 2, 3)),
    neck=dict(in_channels=[192, 384, 768], start_level=0))
optim_wrapper = dict(optimizer=dict(weight_decay=1e-4))
