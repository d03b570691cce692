# 200 epochs of SGD; the rate falls along a cosine, as in MoCo v2
_base_ = 'mmpretrain::_base_/schedules/imagenet_sgd_coslr_200e.py'

train_cfg = dict(type='mmuvp.ResumableEpochLoop')
