# learns the boxes of `scenes` from the weights of standalone-panoptic_vip-mini_scenes
_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/models/vip_mini.py',
    '../_base_/datasets/scenes_detection.py', '../_base_/schedules/adamw_1500_small.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        _base_.mini_backbone,
        whole_position='sinusoidal_input',
        init_cfg=dict(
            _delete_=True,
            type='Pretrained',
            checkpoint='work_dirs/standalone-panoptic_vip-mini_scenes/iter_1500.pth',
            prefix='backbone.')),
    bbox_head=dict(
        num_classes=8, embed_dims=128, loss_cls=dict(type='mmdet.CrossEntropyLoss', loss_weight=2.0)),
    # parts already hold objects: the one that knows an object's class learns its box, not the one that guessed nearest
    train_cfg=dict(
        assigner=dict(
            type='mmdet.HungarianAssigner',
            match_costs=[
                dict(type='mmdet.ClassificationCost', weight=10.0),
                dict(type='mmdet.BBoxL1Cost', weight=2.0, box_format='xywh'),
                dict(type='mmdet.IoUCost', iou_mode='giou', weight=1.0),
            ])),
    test_cfg=dict(max_per_img=16))
optim_wrapper = dict(paramwise_cfg=dict(custom_keys=dict(backbone=dict(lr_mult=0.3))))
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=500))
