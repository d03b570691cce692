# ImageNet as two large crops and ten small ones of each image, with a mask for each of the large ones.  The views are
# those of DINO: a crop covers more than `split` of the image's area if it is large, and less if it is small.
_base_ = ['./imagenet_unlabelled.py', './multi-crop_colours.py']

data_preprocessor = dict(
    _delete_=True,
    type='mmpretrain.SelfSupDataPreprocessor',
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    to_rgb=True)
split = 0.32
crop = dict(type='mmpretrain.RandomResizedCrop', backend='pillow', interpolation='bicubic')
# a radius from 0.1 to 2 pixels
blur = dict(type='mmpretrain.GaussianBlur', magnitude_range=(0.1, 2.0), magnitude_std='inf')
large_crop = dict(crop, scale=224, crop_ratio_range=(split, 1.))
views = [
    [large_crop, *_base_.colours, dict(blur, prob=1.)],
    [large_crop, *_base_.colours, dict(blur, prob=0.1), dict(type='mmpretrain.Solarize', thr=128, prob=0.2)],
    [dict(crop, scale=96, crop_ratio_range=(0.05, split)), *_base_.colours, dict(blur, prob=0.5)],
]
masks = dict(type='mmuvp.DrawPatchMasks', grid=14, num_masks=2, ratio=(0., 0.3), variance=(0., 0.2))
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.MultiView', num_views=[1, 1, 10], transforms=views),
    masks,
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
