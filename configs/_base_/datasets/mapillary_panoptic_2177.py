# Mapillary Vistas panoptic: the longer side has 2177 pixels, crops of 1025 x 1025 in training
dataset_type = 'mmuvp.MapillaryPanopticDataset'
data_root = 'data/mapillary_vistas/'
image_size, crop_size = (2177, 2177), (1025, 1025)

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.5, 2.0)),
    dict(type='mmuvp.FixedSizeCrop', size=crop_size),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmuvp.FixedSizePad', size=crop_size),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=image_size, keep_ratio=True),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
train_dataloader = dict(
    batch_size=2,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='mapillary_panoptic_train.json',
        data_prefix=dict(img='training/images/', seg='mapillary_panoptic_train/'),
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
        ann_file='mapillary_panoptic_val.json',
        data_prefix=dict(img='validation/images/', seg='mapillary_panoptic_val/'),
        test_mode=True,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
truth = dict(ann_file=data_root + 'mapillary_panoptic_val.json', seg_prefix=data_root + 'mapillary_panoptic_val/')
val_evaluator = [
    dict(type='mmuvp.PanopticQuality', **truth),
    dict(type='mmuvp.PanopticInstanceAP', **truth),
    dict(type='mmdet.SemSegMetric'),
]
test_evaluator = val_evaluator
# multi-scale testing (tools/test.py --tta)
tta_model = dict(type='mmuvp.ScaleFlipTTA', scales=(0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0), flip=True)
tta_pipeline = test_pipeline
