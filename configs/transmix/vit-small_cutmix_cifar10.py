# the plain ViT for pictures of 32 pixels, all of whose batches CutMix mixes
_base_ = '../psvit/vit_small_cifar10.py'

model = dict(train_cfg=dict(augments=[dict(type='mmpretrain.CutMix', alpha=1.0)]))
