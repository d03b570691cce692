# ADE20K panoptic at 641 x 641
dataset_type = 'mmuvp.ADE20KPanopticDataset'
data_root = 'data/ADEChallengeData2016/'
image_size = (641, 641)

train_pipeline = [
    dict(
        type='mmuvp.RedrawUntilLabelled',
        transforms=[
            dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.5, 2.0)),
            dict(type='mmuvp.FixedSizeCrop', size=image_size),
            dict(type='mmdet.RandomFlip', prob=0.5),
        ]),
    dict(type='mmuvp.ColorJitter'),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(
        type='mmuvp.PanopticCopyPaste',
        pipeline=[
            dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.25, 1.0)),
            dict(type='mmuvp.FixedSizeCrop', size=image_size),
            dict(type='mmdet.RandomFlip', prob=0.5),
            dict(type='mmuvp.ColorJitter'),
            dict(type='mmuvp.FixedSizePad', size=image_size),
        ]),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=image_size, keep_ratio=True),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
train_dataloader = dict(
    # a single image has no batch statistics in the pooled branch of the semantic heads
    batch_size=2,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type='mmdet.MultiImageMixDataset',
        dataset=dict(
            type=dataset_type,
            data_root=data_root,
            ann_file='ade20k_panoptic_train.json',
            data_prefix=dict(img='images/training/', seg='ade20k_panoptic_train/'),
            pipeline=[dict(type='LoadImageFromFile'), dict(type='mmuvp.LoadPanopticAnnotations')]),
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='ade20k_panoptic_val.json',
        data_prefix=dict(img='images/validation/', seg='ade20k_panoptic_val/'),
        test_mode=True,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    type='mmuvp.PanopticQuality',
    ann_file=data_root + 'ade20k_panoptic_val.json',
    seg_prefix=data_root + 'ade20k_panoptic_val/',
    with_miou=True)
test_evaluator = val_evaluator
