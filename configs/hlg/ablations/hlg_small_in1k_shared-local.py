# table 14, third row: the last one with plain windows alone
_base_ = '../hlg_small_in1k.py'

model = dict(backbone=dict(dilated_window=None))
