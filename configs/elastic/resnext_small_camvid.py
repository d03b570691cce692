# The same segmentor at one resolution, with a block less for as many multiply-adds
_base_ = './resnext-elastic_small_camvid.py'

model = dict(backbone=dict(arch=dict(num_blocks=(2, 3, 3, 2)), elastic=None))
