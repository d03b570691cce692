# COCO panoptic as for Panoptic-DeepLab: the longer side has 1025 pixels; crowds have their class, but no instance
_base_ = './coco_panoptic_1281.py'

data_root = 'data/coco/'
image_size = (1025, 1025)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations', crowd_as_void=False),
    dict(type='mmuvp.LargeScaleJitter', size=image_size, ratio_range=(0.5, 1.5)),
    dict(type='mmuvp.FixedSizeCrop', size=image_size),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmuvp.FixedSizePad', size=image_size),
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
    dataset=dict(
        _delete_=True,
        type='mmuvp.CocoPanopticDataset',
        data_root=data_root,
        ann_file='annotations/panoptic_train2017.json',
        data_prefix=dict(img='train2017/', seg='annotations/panoptic_train2017/'),
        pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = [
    dict(type='mmuvp.PanopticQuality',
         ann_file=data_root + 'annotations/panoptic_val2017.json',
         seg_prefix=data_root + 'annotations/panoptic_val2017/'),
    dict(type='mmdet.CocoMetric', ann_file=data_root + 'annotations/instances_val2017.json', metric='segm'),
    dict(type='mmdet.SemSegMetric'),
]
test_evaluator = val_evaluator
# multi-scale testing (tools/test.py --tta)
tta_model = dict(type='mmuvp.ScaleFlipTTA', scales=(0.5, 0.75, 1.0, 1.25, 1.5), flip=True)
tta_pipeline = test_pipeline
