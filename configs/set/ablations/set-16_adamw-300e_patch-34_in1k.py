# table 6, SeT-16++ with patch-wise attention in the last two stages
_base_ = '../set-16_adamw-300e_in1k.py'

model = dict(backbone=dict(patch_wise=(False, False, True, True)))
