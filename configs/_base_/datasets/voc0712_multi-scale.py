# Pascal VOC: trainval of 2007 and 2012 with short sides of 480 to 800 pixels, and test of 2007 at 800; 8 devices with 2
# images each.  AP is the area under the curve, at overlaps of 0.5 to 0.95, as in COCO.
_base_ = 'mmdet::_base_/datasets/voc0712.py'

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.LoadAnnotations', with_bbox=True),
    dict(
        type='RandomChoiceResize', resize_type='mmdet.Resize', scales=[(1333, side) for side in range(480, 801, 32)],
        keep_ratio=True),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmdet.PackDetInputs'),
]
load, resize, *rest = _base_.test_pipeline
test_pipeline = [load, dict(resize, scale=(1333, 800)), *rest]
trainval_2007, trainval_2012 = _base_.train_dataloader.dataset.dataset.datasets
filter_cfg = dict(filter_empty_gt=True, min_size=32)
train_dataloader = dict(
    sampler=dict(type='InfiniteSampler'),
    dataset=dict(
        _delete_=True,
        type='ConcatDataset',
        ignore_keys=['dataset_type'],
        datasets=[
            dict(trainval_2007, filter_cfg=filter_cfg, pipeline=train_pipeline),
            dict(trainval_2012, filter_cfg=filter_cfg, pipeline=train_pipeline),
        ]))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(iou_thrs=[0.5 + 0.05 * step for step in range(10)], eval_mode='area')
test_evaluator = val_evaluator
