# table 3
_base_ = '../vip_small_in1k.py'

model = dict(backbone=dict(shift_windows=True))
