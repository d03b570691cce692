# DeiT-T with Mixup and CutMix, by the recipe of TransMix and the weight decay of DeiT
_base_ = './cutmix_deit-small_in1k.py'

model = dict(backbone=dict(arch='deit-tiny'), head=dict(in_channels=192))
optim_wrapper = dict(optimizer=dict(weight_decay=0.05))
