# Segmenter's mask transformer on DeiT-S that learnt ImageNet with TransMix
_base_ = './segmenter_deit-small_pascal-context.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/transmix_deit-small_in1k/epoch_300.pth')))
