# learns `scenes` from the weights of vip_mini_scenes
_base_ = [
    '../_base_/models/vip_standalone_panoptic.py', '../_base_/models/vip_mini.py',
    '../_base_/datasets/scenes_panoptic.py', '../_base_/schedules/adamw_1500_small.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        _base_.mini_backbone,
        out_indices=(0, 1),
        init_cfg=dict(
            _delete_=True,
            type='Pretrained',
            checkpoint='work_dirs/vip_mini_scenes/epoch_5.pth',
            prefix='backbone.')),
    panoptic_head=dict(
        in_channels=[64, 128],
        part_channels=128,
        num_things_classes=8,
        num_stuff_classes=6,
        classify_things=True,
        upsampler=dict(channels=64, num_upsamples=[0, 1])),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=6),
    test_cfg=dict(score_threshold=0.4, stuff_area_limit=128))

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape')),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
default_hooks = dict(logger=dict(interval=20), checkpoint=dict(interval=500))
