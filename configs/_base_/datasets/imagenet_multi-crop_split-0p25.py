# Small crops cover less than 0.25 of an image, and large ones more
_base_ = './imagenet_multi-crop.py'

split = 0.25
load, crops, masks, pack = _base_.train_pipeline
ranges = [(split, 1.), (split, 1.), (0.05, split)]
crops = dict(crops, transforms=[
    [dict(view[0], crop_ratio_range=area), *view[1:]] for view, area in zip(_base_.views, ranges, strict=True)])
train_dataloader = dict(dataset=dict(pipeline=[load, crops, masks, pack]))
