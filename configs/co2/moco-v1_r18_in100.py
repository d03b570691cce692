# ImageNet-100: the images of ImageNet of 100 classes, whose WordNet ids are the lines of a file
_base_ = './moco-v1_r50_in1k.py'

model = dict(backbone=dict(depth=18), neck=dict(in_channels=512))
train_dataloader = dict(
    dataset=dict(type='mmuvp.ImageNetClasses', class_file='data/imagenet/imagenet100.txt', num_classes=100))
