# the baseline of table 8: Mixup without CutMix
_base_ = '../cutmix_deit-small_in1k.py'

model = dict(train_cfg=dict(augments=[dict(type='mmpretrain.Mixup', alpha=0.8)]))
