# boxes are regressed for all classes alike
_base_ = [
    '../_base_/models/cascade-mask-rcnn_4conv1fc.py', '../_base_/datasets/coco_instance_multi-scale.py',
    '../_base_/schedules/det_adamw_1x.py', '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.ViP',
        arch='small',
        out_norm=True,
        mask_padding=True,
        drop_path=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='vip_small_in1k.pth', prefix='backbone.')),
    neck=dict(in_channels=[96, 192, 384, 768]),
    roi_head=dict(bbox_head=[dict(head, reg_class_agnostic=True) for head in _base_.box_heads]))
