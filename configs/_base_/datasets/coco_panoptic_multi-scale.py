# COCO panoptic; the short side is drawn from 640 to 800 pixels, the long side is 1333 at the most
_base_ = './coco_panoptic_1281.py'

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='RandomResize', resize_type='mmdet.Resize', scale=[(1333, 640), (1333, 800)], keep_ratio=True),
    dict(type='mmdet.RandomFlip', prob=0.5),
    dict(type='mmdet.PackDetInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmdet.Resize', scale=(1333, 800), keep_ratio=True),
    dict(type='mmuvp.LoadPanopticAnnotations'),
    dict(type='mmdet.PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor')),
]
train_dataloader = dict(
    sampler=dict(_delete_=True, type='DefaultSampler', shuffle=True),
    batch_sampler=dict(type='mmdet.AspectRatioBatchSampler'),
    dataset=dict(
        _delete_=True,
        type='mmuvp.CocoPanopticDataset',
        data_root='data/coco/',
        ann_file='annotations/panoptic_train2017.json',
        data_prefix=dict(img='train2017/', seg='annotations/panoptic_train2017/'),
        pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
