# DeiT-T with TransMix in the place of CutMix
_base_ = './cutmix_deit-tiny_in1k.py'

model = dict(
    type='mmuvp.TransMixClassifier',
    backbone=dict(type='mmuvp.ClassAttentionViT'),
    train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8), dict(type='mmuvp.TransMix', alpha=1.0)]))
