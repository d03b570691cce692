# ImageNet with the augmentation of DeiT's recipe but for random erasing, and a test at 224 of 256 pixels.
# Mixup and CutMix belong to the model's `train_cfg`.
_base_ = './imagenet_bs64.py'

bgr_mean, bgr_std = [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]
crop = dict(type='mmpretrain.RandomResizedCrop', scale=224, backend='pillow')
load_and_crop = [
    dict(type='LoadImageFromFile'),
    # the filter is drawn for each image, as timm does
    dict(type='RandomChoice',
         transforms=[[dict(crop, interpolation='bilinear')], [dict(crop, interpolation='bicubic')]]),
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(
        type='mmpretrain.RandAugment',
        policies='timm_increasing',
        num_policies=2,
        total_level=10,
        magnitude_level=9,
        magnitude_std=0.5,
        hparams=dict(pad_val=[round(value) for value in bgr_mean], interpolation='bicubic')),
]
# what the whole recipe has before the images are packed
erasing = dict(
    type='mmpretrain.RandomErasing',
    erase_prob=0.25,
    mode='rand',
    min_area_ratio=0.02,
    max_area_ratio=1 / 3,
    fill_color=bgr_mean,
    fill_std=bgr_std)
train_pipeline = [*load_and_crop, dict(type='mmpretrain.PackInputs')]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.ResizeEdge', scale=256, edge='short', backend='pillow', interpolation='bicubic'),
    dict(type='CenterCrop', crop_size=224),
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
