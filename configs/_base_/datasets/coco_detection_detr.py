# COCO boxes with the scales and crops of DETR; the short side is 800 pixels at the most
_base_ = 'mmdet::_base_/datasets/coco_detection.py'

resize = dict(
    type='RandomChoiceResize',
    resize_type='mmdet.Resize',
    scales=[(1333, side) for side in range(480, 801, 32)],
    keep_ratio=True)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.LoadAnnotations', with_bbox=True),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(
        type='RandomChoice',
        transforms=[
            [resize],
            [
                dict(resize, scales=[(1333, 400), (1333, 500), (1333, 600)]),
                dict(
                    type='mmdet.RandomCrop',
                    crop_type='absolute_range',
                    crop_size=(384, 600),
                    allow_negative_crop=True),
                resize,
            ],
        ]),
    dict(type='mmdet.PackDetInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
