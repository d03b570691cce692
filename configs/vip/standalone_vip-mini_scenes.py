# boxes of `scenes` from random weights, one thread; how far this gets is in the README
_base_ = [
    '../_base_/models/vip_standalone_det.py', '../_base_/models/vip_mini.py',
    '../_base_/datasets/scenes_detection.py', '../_base_/schedules/adamw_1200_small.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=_base_.mini_backbone,
    bbox_head=dict(num_classes=8, embed_dims=128),
    test_cfg=dict(max_per_img=16))

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.LoadAnnotations', with_bbox=True),
    dict(type='mmdet.Resize', scale=(64, 64)),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=(64, 64)),
    dict(type='mmdet.LoadAnnotations', with_bbox=True),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=300))
