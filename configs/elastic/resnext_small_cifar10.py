# What elastic_small_cifar10 is compared with: as many parameters and multiply-adds, all at one resolution
_base_ = [
    '../_base_/models/elastic-resnext.py', '../_base_/datasets/cifar10_folder.py',
    '../_base_/schedules/cifar10_adamw.py'
]

model = dict(
    backbone=dict(
        arch=dict(_delete_=True, num_blocks=(2, 2, 2, 2), groups=8, group_channels=4, channels=32),
        elastic=None,
        stem='cifar',
        stem_channels=32),
    head=dict(num_classes=10, in_channels=1024, topk=(1, )))
