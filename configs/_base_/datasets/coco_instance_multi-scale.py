# COCO boxes and masks; the short side is drawn from 640 to 800 pixels, the long side is 1333 at the most (PVT's recipe)
_base_ = 'mmdet::_base_/datasets/coco_instance.py'

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.LoadAnnotations', with_bbox=True, with_mask=True),
    dict(type='RandomResize', resize_type='mmdet.Resize', scale=[(1333, 640), (1333, 800)], keep_ratio=True),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmdet.PackDetInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
