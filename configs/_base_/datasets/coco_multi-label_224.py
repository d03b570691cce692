# COCO's split of 2014 as images with several of 80 labels: the augmentation of ImageNet, a test on images that are
# squashed to 224 x 224; 4 devices with 24 images each
dataset_type = 'mmuvp.CocoMultiLabel'
data_root = 'data/coco/'
data_preprocessor = dict(
    type='mmpretrain.ClsDataPreprocessor',
    num_classes=80,
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    to_rgb=True)
# its loss is a sum over the classes and a mean over the images, 80 times the mean over both
multi_label_head = dict(
    type='mmpretrain.MultiLabelLinearClsHead',
    num_classes=80,
    loss=dict(type='mmpretrain.CrossEntropyLoss', use_sigmoid=True),
    thr=0.5)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.RandomResizedCrop', scale=224, backend='pillow'),
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(type='mmpretrain.PackInputs'),
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=(224, 224), backend='pillow'),
    dict(type='mmpretrain.PackInputs', algorithm_keys=('gt_size_score', )),
]
train_dataloader = dict(
    batch_size=24,
    num_workers=5,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='annotations/instances_train2014.json',
        data_prefix='train2014/',
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=24,
    num_workers=5,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='annotations/instances_val2014.json',
        data_prefix='val2014/',
        test_mode=True,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = [
    dict(type='mmpretrain.MultiLabelMetric', thr=0.5, average='macro'),
    dict(type='mmpretrain.MultiLabelMetric', thr=0.5, average='micro'),
    dict(type='mmuvp.SizeF1'),
]
test_evaluator = val_evaluator
