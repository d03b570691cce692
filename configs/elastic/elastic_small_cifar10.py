# For pictures of 32 pixels: maps of 16 x 16 to 2 x 2, whose blocks also work at half of these but for the last
_base_ = [
    '../_base_/models/elastic-resnext.py', '../_base_/datasets/cifar10_folder.py',
    '../_base_/schedules/cifar10_adamw.py'
]

model = dict(
    backbone=dict(
        arch=dict(_delete_=True, num_blocks=(3, 3, 2, 2), groups=8, group_channels=4, channels=32),
        stem='cifar',
        stem_channels=32),
    head=dict(num_classes=10, in_channels=1024, topk=(1, )))
