# Two views of ImageNet with MoCo v1's augmentation: no blur, and colours that are jittered always
_base_ = './imagenet_moco-v2.py'

crop, _, grey, _, flip = _base_.view_pipeline
view_pipeline = [
    crop, grey, dict(type='ColorJitter', brightness=0.4, contrast=0.4, saturation=0.4, hue=0.4), flip]
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='MultiView', num_views=2, transforms=[view_pipeline]),
    dict(type='PackInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
