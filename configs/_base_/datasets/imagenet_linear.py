# ImageNet with crops and mirror images alone, for linear classifiers of many learning rates
_base_ = './imagenet_deit.py'

train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.RandomResizedCrop', scale=224, backend='pillow'),
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(type='mmpretrain.PackInputs'),
]
train_dataloader = dict(batch_size=128, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(batch_size=128)
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='mmuvp.SweepAccuracy')
test_evaluator = val_evaluator
