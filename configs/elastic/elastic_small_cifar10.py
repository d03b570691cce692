# For pictures of 32 pixels: maps of 16 x 16 to 2 x 2, whose blocks also work at half of these but for the last
_base_ = './resnext_small_cifar10.py'

model = dict(backbone=dict(arch=dict(num_blocks=(3, 3, 2, 2)), elastic=dict()))
