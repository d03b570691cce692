# Cascade Mask R-CNN with HLG-Small on COCO, 1x, of images of several scales
_base_ = [
    'mmdet::_base_/models/cascade-mask-rcnn_r50_fpn.py', '../_base_/models/hlg-small_detector.py',
    '../_base_/datasets/coco_instance_multi-scale.py', '../_base_/schedules/det_adamw_1x.py',
    '../_base_/det_runtime.py'
]

model = dict(
    backbone=_base_.hlg_small,
    neck=dict(in_channels=[96, 192, 384, 768]))
optim_wrapper = dict(optimizer=dict(weight_decay=1e-4))
