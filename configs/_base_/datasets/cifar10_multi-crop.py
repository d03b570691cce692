# CIFAR-10, or a part of it, without its labels: two crops of 32 pixels and four of 16 of each picture
_base_ = ['./cifar10_neighbours.py', './multi-crop_colours.py']

split = 0.32
crop = dict(type='mmpretrain.RandomResizedCrop', interpolation='bicubic')
large_crop = dict(crop, scale=32, crop_ratio_range=(split, 1.))
views = [
    [large_crop, *_base_.colours],
    [large_crop, *_base_.colours, dict(type='mmpretrain.Solarize', thr=128, prob=0.2)],
    [dict(crop, scale=16, crop_ratio_range=(0.05, split)), *_base_.colours],
]
masks = dict(type='mmuvp.DrawPatchMasks', grid=8, num_masks=2, ratio=(0., 0.3), variance=(0., 0.2))
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.MultiView', num_views=[1, 1, 4], transforms=views),
    masks,
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
