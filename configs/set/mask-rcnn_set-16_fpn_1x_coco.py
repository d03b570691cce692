_base_ = [
    'mmdet::_base_/models/mask-rcnn_r50_fpn.py', '../_base_/models/set-16_pretrained.py',
    'mmdet::_base_/datasets/coco_instance.py', '../_base_/schedules/det_1x.py', '../_base_/det_runtime.py'
]

model = dict(backbone=dict(_delete_=True, **_base_.set_backbone))
