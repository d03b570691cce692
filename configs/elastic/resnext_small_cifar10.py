# What elastic_small_cifar10 is compared with: as many parameters and multiply-adds, all at one resolution
_base_ = './elastic_small_cifar10.py'

model = dict(backbone=dict(arch=dict(num_blocks=(2, 2, 2, 2)), elastic=None))
