_base_ = './ade20k_panoptic_641.py'

image_size = (1281, 1281)

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
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
