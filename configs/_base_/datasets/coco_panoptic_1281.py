# COCO panoptic; images are jittered, cropped and padded to 1281 x 1281, and half-size segments pasted onto them
dataset_type = 'mmuvp.CocoPanopticDataset'
data_root = 'data/coco/'
image_size = (1281, 1281)

train_pipeline = [
    dict(
        type='mmuvp.RedrawUntilLabelled',
        transforms=[
            dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.3, 1.7)),
            dict(type='mmuvp.FixedSizeCrop', size=image_size),
            dict(type='mmdet.RandomFlip', prob=0.5),
        ]),
    dict(type='mmuvp.ColorJitter'),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(
        type='mmuvp.PanopticCopyPaste',
        pipeline=[
            dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.15, 0.85)),
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
            ann_file='annotations/panoptic_train2017.json',
            data_prefix=dict(img='train2017/', seg='annotations/panoptic_train2017/'),
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
        ann_file='annotations/panoptic_val2017.json',
        data_prefix=dict(img='val2017/', seg='annotations/panoptic_val2017/'),
        test_mode=True,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    type='mmuvp.PanopticQuality',
    ann_file=data_root + 'annotations/panoptic_val2017.json',
    seg_prefix=data_root + 'annotations/panoptic_val2017/')
test_evaluator = val_evaluator
