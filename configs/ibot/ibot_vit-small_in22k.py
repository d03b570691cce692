_base_ = [
    '../_base_/models/ibot_vit.py', '../_base_/datasets/imagenet_multi-crop.py', '../_base_/schedules/ibot_80e.py'
]

train_dataloader = dict(dataset=dict(type='mmpretrain.ImageNet21k', data_root='data/imagenet21k', split=''))
