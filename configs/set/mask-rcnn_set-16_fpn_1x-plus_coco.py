# `+` of table 8: AdamW and images of several scales, as PVT is trained
_base_ = [
    'mmdet::_base_/models/mask-rcnn_r50_fpn.py', '../_base_/models/set-16_pretrained.py',
    '../_base_/datasets/coco_instance_multi-scale.py', '../_base_/schedules/det_adamw_1x.py',
    '../_base_/det_runtime.py'
]

model = dict(backbone=dict(_delete_=True, **_base_.set_backbone))
optim_wrapper = dict(optimizer=dict(weight_decay=1e-4))
