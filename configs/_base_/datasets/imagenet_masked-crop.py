# ImageNet as one crop of each image with a mask, and the same crop again for what tells the tokens of its patches:
# the augmentation of BEiT.  A tokenizer names the second's side, `crop.second_size`, and how its pixels are normalised.
_base_ = './imagenet_unlabelled.py'

data_preprocessor = dict(
    _delete_=True,
    type='mmpretrain.TwoNormDataPreprocessor',
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    # values from 0 to 1
    second_mean=[0., 0., 0.],
    second_std=[255., 255., 255.],
    to_rgb=True)
crop = dict(
    type='mmpretrain.RandomResizedCropAndInterpolationWithTwoPic',
    size=224,
    second_size=224,
    interpolation='bicubic',
    second_interpolation='bicubic',
    scale=(0.08, 1.))
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.ColorJitter', brightness=0.4, contrast=0.4, saturation=0.4),
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    crop,
    dict(type='mmuvp.DrawPatchMasks', grid=14, num_masks=None, ratio=0.3, variance=0.),
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
