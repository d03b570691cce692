# table 12
_base_ = '../hlg_tiny_in1k.py'

model = dict(backbone=dict(window_embedding='dwconv'))
