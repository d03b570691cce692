# Small crops cover less than 0.25 of an image, and large ones more (table E.2)
_base_ = [
    '../../_base_/models/ibot_vit.py', '../../_base_/datasets/imagenet_multi-crop.py',
    '../../_base_/schedules/ibot_300e.py'
]

split = 0.25
load, crops, masks, pack = _base_.train_pipeline
ranges = [(split, 1.), (split, 1.), (0.05, split)]
crops = dict(crops, transforms=[
    [dict(view[0], crop_ratio_range=area), *view[1:]] for view, area in zip(_base_.views, ranges, strict=True)])
train_dataloader = dict(dataset=dict(pipeline=[load, crops, masks, pack]))
