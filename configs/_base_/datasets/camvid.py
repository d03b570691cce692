# CamVid with 11 classes: 123 training and 34 validation frames of 480 x 360, seen at half their size in crops of 160
_base_ = './segmentation.py'

dataset_type = 'mmuvp.CamVidDataset'
data_root = 'data/camvid/'
scale, window = (240, 180), 160
windows = dict(mode='slide', crop_size=(window, window), stride=(106, 106))
num_classes = 11
data_preprocessor = dict(mean=[104.9, 108.4, 110.2], std=[78.3, 79.4, 78.3], size=(window, window))
load_labels = [dict(type='LoadAnnotations'), dict(type='mmuvp.CheckSegMap', num_classes=num_classes)]
train_pipeline = [
    dict(type='LoadImageFromFile'),
    *load_labels,
    dict(type='RandomResize', scale=scale, ratio_range=(0.7, 1.75), keep_ratio=True),
    dict(type='RandomCrop', crop_size=(window, window), cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs'),
]
# labels stay at full size, where predictions are scored
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmuvp.WindowResize', scale=scale, window=window),
    *load_labels,
    dict(type='PackSegInputs'),
]
# scales and flips of the test with --tta
tta_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(
        type='TestTimeAug',
        transforms=[
            [
                dict(type='mmuvp.WindowResize', scale=(scale[0] * k // 4, scale[1] * k // 4), window=window)
                for k in range(3, 8)
            ],
            _base_.flips,
            *[[step] for step in load_labels],
            [dict(type='PackSegInputs')],
        ]),
]
train_dataloader = dict(
    batch_size=8,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        data_prefix=dict(img_path='images/train', seg_map_path='labels/train'),
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=2,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        data_prefix=dict(img_path='images/val', seg_map_path='labels/val'),
        test_mode=True,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmseg.IoUMetric', iou_metrics=['mIoU'])
test_evaluator = val_evaluator
