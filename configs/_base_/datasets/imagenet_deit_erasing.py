# ImageNet with the whole augmentation of DeiT's recipe
_base_ = './imagenet_deit.py'

train_dataloader = dict(dataset=dict(pipeline=[
    *_base_.load_and_crop, _base_.erasing, dict(type='mmpretrain.PackInputs'),
]))
