_base_ = [
    'mmdet::_base_/models/retinanet_r50_fpn.py', '../_base_/datasets/coco_detection_multi-scale.py',
    '../_base_/schedules/det_adamw_1x.py', '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.ViP',
        arch='small',
        out_indices=(1, 2, 3),
        out_norm=True,
        mask_padding=True,
        drop_path=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='vip_small_in1k.pth', prefix='backbone.')),
    neck=dict(in_channels=[192, 384, 768], start_level=0))
sync_bn = 'torch'
