# ImageNet with the augmentation of DeiT's recipe, tested as BEiT does: with a bilinear filter
_base_ = './imagenet_deit_erasing.py'

test_pipeline = [
    _base_.test_pipeline[0],
    dict(_base_.test_pipeline[1], interpolation='bilinear'),
    *_base_.test_pipeline[2:],
]
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
