_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/datasets/imagenet_multi-crop.py', '../_base_/schedules/ibot_80e.py'
]

model = dict(backbone=dict(arch='base'), neck=dict(in_channels=768))
train_dataloader = dict(dataset=dict(type='mmpretrain.ImageNet21k', data_root='data/imagenet21k', split=''))
