# box heads of four convolutions, normalised, which regress decoded boxes for all classes alike
_base_ = [
    'mmdet::_base_/models/cascade-mask-rcnn_r50_fpn.py', '../_base_/datasets/coco_instance_multi-scale.py',
    '../_base_/schedules/det_adamw_1x.py', '../_base_/det_runtime.py'
]

box_head = dict(
    type='ConvFCBBoxHead',
    num_shared_convs=4,
    num_shared_fcs=1,
    in_channels=256,
    conv_out_channels=256,
    fc_out_channels=1024,
    roi_feat_size=7,
    num_classes=80,
    reg_class_agnostic=True,
    reg_decoded_bbox=True,
    norm_cfg=dict(type='BN'),
    loss_cls=dict(type='CrossEntropyLoss', use_sigmoid=False, loss_weight=1.0),
    loss_bbox=dict(type='GIoULoss', loss_weight=10.0))
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
    roi_head=dict(bbox_head=[
        dict(box_head, bbox_coder=dict(type='DeltaXYWHBBoxCoder', target_means=[0] * 4, target_stds=stds))
        for stds in ([0.1, 0.1, 0.2, 0.2], [0.05, 0.05, 0.1, 0.1], [0.033, 0.033, 0.067, 0.067])
    ]))
sync_bn = 'torch'
