# ImageNet with the augmentation of DeiT's recipe but for random erasing, and a test at 0.9 of the shorter side
_base_ = './imagenet_deit.py'

resize = dict(type='mmpretrain.ResizeEdge', scale=248, edge='short', backend='pillow', interpolation='bicubic')
test_pipeline = [_base_.test_pipeline[0], resize, *_base_.test_pipeline[2:]]
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
