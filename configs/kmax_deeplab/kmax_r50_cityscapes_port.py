# The variant of the published PyTorch checkpoint: it reads the stem after the max-pool, so masks have stride 4
_base_ = './kmax_r50_cityscapes.py'

model = dict(
    backbone=dict(stem_after_pool=True),
    panoptic_head=dict(in_channels=[256, 64, 512, 1024, 2048], mask_stride=4))
