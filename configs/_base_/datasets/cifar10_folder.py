# CIFAR-10, or a part of it, as one folder of pictures for each class
statistics = dict(mean=[125.307, 122.961, 113.8575], std=[51.5865, 50.847, 51.255])
data_preprocessor = dict(type='mmpretrain.ClsDataPreprocessor', num_classes=10, to_rgb=True, **statistics)
dataset = dict(
    type='mmpretrain.CustomDataset',
    data_root='data/cifar10',
    classes=['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'])
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='mmpretrain.RandomCrop', crop_size=32, padding=4),
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(type='mmpretrain.PackInputs'),
]
test_pipeline = [dict(type='LoadImageFromFile'), dict(type='mmpretrain.PackInputs')]
train_dataloader = dict(
    batch_size=50,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(dataset, data_prefix='train', pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=100,
    num_workers=1,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(dataset, data_prefix='test', pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmpretrain.Accuracy', topk=(1, ))
test_evaluator = val_evaluator
