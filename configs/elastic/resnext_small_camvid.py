# The same segmentor at one resolution, with the blocks where ResNeXt has them
_base_ = './elastic-resnext_small_camvid.py'

model = dict(backbone=dict(arch=dict(num_blocks=(2, 2, 3, 2)), elastic=None))
