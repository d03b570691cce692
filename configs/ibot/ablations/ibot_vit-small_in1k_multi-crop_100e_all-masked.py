# All crops have a mask, and small ones cover 0.05 to 0.4 of an image (c of table E.1)
_base_ = [
    '../../_base_/models/ibot_vit.py', '../../_base_/datasets/imagenet_multi-crop_split-0p4.py',
    '../../_base_/schedules/ibot_100e.py'
]

load, crops, masks, pack = _base_.train_dataloader.dataset.pipeline
masks = dict(masks, ratio=0.3, variance=0.2)
train_pipeline = [
    load, crops, masks,
    dict(masks, grid=6, num_masks=10, key='local_mask'),
    dict(type='ToTensor', keys=['local_mask']),
    dict(pack, algorithm_keys=['local_mask']),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
