# Cityscapes panoptic as for Panoptic-DeepLab: whole images; crowds have their class, but no instance
_base_ = './cityscapes_panoptic_1025x2049.py'

data_root = 'data/cityscapes/'
image_size = (2049, 1025)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.5, 2.0)),
    dict(type='mmuvp.FixedSizeCrop', size=image_size),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.FixedSizePad', size=image_size),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
train_dataloader = dict(
    batch_size=1,
    dataset=dict(
        _delete_=True,
        type='mmuvp.CityscapesPanopticDataset',
        data_root=data_root,
        ann_file='gtFine/cityscapes_panoptic_train.json',
        data_prefix=dict(img='leftImg8bit/train/', seg='gtFine/cityscapes_panoptic_train/'),
        pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
# AP by COCO's rules; Cityscapes' own needs cityscapesscripts: dict(type='mmdet.CityScapesMetric', ...)
truth = dict(
    ann_file=data_root + 'gtFine/cityscapes_panoptic_val.json',
    seg_prefix=data_root + 'gtFine/cityscapes_panoptic_val/')
val_evaluator = [
    dict(type='mmuvp.PanopticQuality', **truth),
    dict(type='mmuvp.PanopticInstanceAP', **truth),
    dict(type='mmdet.SemSegMetric'),
]
test_evaluator = val_evaluator
# multi-scale testing (tools/test.py --tta)
tta_model = dict(type='mmuvp.ScaleFlipTTA', scales=(0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0), flip=True)
tta_pipeline = test_pipeline
