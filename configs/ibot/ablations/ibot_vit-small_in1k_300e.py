# What the ablations start from: 300 epochs of ViT-S/16 on two crops of each image, of which each hides up to 30 %
_base_ = [
    '../../_base_/models/ibot_vit.py', '../../_base_/datasets/imagenet_two-crop.py',
    '../../_base_/schedules/ibot_300e.py'
]

load, crops, masks, pack = _base_.train_pipeline
train_dataloader = dict(dataset=dict(pipeline=[load, crops, dict(masks, variance=0.), pack]))
