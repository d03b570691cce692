# table 13
_base_ = '../hlg_tiny_in1k.py'

model = dict(backbone=dict(dilated_window=None))
