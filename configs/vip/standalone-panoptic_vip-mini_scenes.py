# learns `scenes` in minutes on two cores: half the width of ViP-Ti, with Panoptic FPN on its four maps
_base_ = [
    '../_base_/models/vip_standalone_panoptic.py', '../_base_/models/vip_narrow.py',
    '../_base_/datasets/scenes_panoptic.py', '../_base_/schedules/adamw_1500_small.py', '../_base_/iter_runtime.py'
]

model = dict(
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        arch=dict(_delete_=True, **_base_.narrow_arch),
        out_indices=(0, 1, 2, 3),
        num_parts=None,
        drop_path=0.,
        init_cfg=None),
    panoptic_head=dict(
        in_channels=[32, 64, 128, 256],
        part_channels=256,
        num_things_classes=8,
        num_stuff_classes=6,
        # classes are learned from few images, hence the weight of their loss
        loss_class=dict(type='mmdet.CrossEntropyLoss', loss_weight=6.0),
        upsampler=dict(
            channels=64,
            num_upsamples=[0, 1, 2, 3],
            fpn=dict(type='mmdet.FPN', out_channels=64, num_outs=4))),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=6),
    test_cfg=dict(score_threshold=0.4, stuff_area_limit=32))

# the pictures fit the windows as they are
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
