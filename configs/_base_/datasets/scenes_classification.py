# The things of `scenes`, made on first use: 5,006 training and 495 validation pictures of one thing each, as large as
# they are in their scenes, with what is around them mirrored to 64 x 64 pixels
data_preprocessor = dict(
    type='mmpretrain.ClsDataPreprocessor',
    num_classes=8,
    mean=[127.5, 127.5, 127.5],
    std=[127.5, 127.5, 127.5],
    to_rgb=True)
dataset = dict(
    type='mmuvp.ScenesClassificationDataset',
    data_root='data/scenes/',
    spec=dict(num_train=2000, num_val=200, width=128, height=128, difficulty='easy', seed=0))
place = dict(
    type='mmpretrain.RandomCrop', crop_size=64, padding=4, pad_if_needed=True, padding_mode='reflect')
train_pipeline = [
    dict(type='LoadImageFromFile'),
    place,
    dict(type='RandomFlip', prob=0.5, direction='horizontal'),
    dict(type='mmpretrain.PackInputs'),
]
test_pipeline = [dict(type='LoadImageFromFile'), place, dict(type='mmpretrain.PackInputs')]
train_dataloader = dict(
    batch_size=50,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(dataset, split='train', pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=100,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(dataset, split='val', test_mode=True, pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmpretrain.Accuracy', topk=(1, ))
test_evaluator = val_evaluator
