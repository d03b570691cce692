# the plain ViT for pictures of 32 pixels, all of whose batches TransMix mixes
_base_ = './vit-small_cutmix_cifar10.py'

model = dict(
    type='mmuvp.TransMixClassifier',
    backbone=dict(type='mmuvp.ClassAttentionViT'),
    train_cfg=dict(augments=[dict(type='mmuvp.TransMix', alpha=1.0)]))
