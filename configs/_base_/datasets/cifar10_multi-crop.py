# CIFAR-10, or a part of it, without its labels: two crops of 32 pixels and four of 16 of each picture
_base_ = './cifar10_folder.py'

data_preprocessor = dict(
    _delete_=True,
    type='mmpretrain.SelfSupDataPreprocessor',
    mean=[125.307, 122.961, 113.8575],
    std=[51.5865, 50.847, 51.255],
    to_rgb=True)
split = 0.32
crop = dict(type='mmpretrain.RandomResizedCrop', interpolation='bicubic')
colours = [
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(
        type='RandomApply',
        prob=0.8,
        transforms=[dict(type='mmuvp.PillowColorJitter', brightness=0.4, contrast=0.4, saturation=0.2, hue=0.1)]),
    dict(type='mmpretrain.RandomGrayscale', prob=0.2, keep_channels=True, channel_weights=(0.114, 0.587, 0.299)),
]
large_crop = dict(crop, scale=32, crop_ratio_range=(split, 1.))
views = [
    [large_crop, *colours],
    [large_crop, *colours, dict(type='mmpretrain.Solarize', thr=128, prob=0.2)],
    [dict(crop, scale=16, crop_ratio_range=(0.05, split)), *colours],
]
masks = dict(type='mmuvp.DrawPatchMasks', grid=8, num_masks=2, ratio=(0., 0.3), variance=(0., 0.2))
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.MultiView', num_views=[1, 1, 4], transforms=views),
    masks,
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(
    batch_size=100,
    drop_last=True,
    collate_fn=dict(type='default_collate'),
    dataset=dict(pipeline=train_pipeline))
# labels only tell how often the nearest of the training pictures, whole and as they are, are of the right class
val_dataloader = dict(collate_fn=dict(type='default_collate'))
test_dataloader = val_dataloader
reference_dataloader = dict(
    batch_size=100,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(_base_.dataset, data_prefix='train', pipeline=_base_.test_pipeline))
val_evaluator = dict(_delete_=True, type='mmuvp.KNNAccuracy')
test_evaluator = val_evaluator
