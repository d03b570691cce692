# ImageNet as two crops of each image, of which each has a mask
_base_ = './imagenet_multi-crop.py'

large_crop = dict(crop_ratio_range=(0.14, 1.))
load, crops, masks, pack = _base_.train_pipeline
crops = dict(crops, num_views=[1, 1], transforms=[
    [dict(view[0], **large_crop), *view[1:]] for view in _base_.views[:2]])
masks = dict(masks, ratio=0.3, variance=0.2)
train_pipeline = [load, crops, masks, pack]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
