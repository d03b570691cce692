# The same segmentor made Elastic, with blocks moved from low to high resolution
_base_ = './resnext_small_camvid.py'

model = dict(backbone=dict(arch=dict(num_blocks=(3, 3, 2, 2)), elastic=dict()))
