# table 2
_base_ = '../vip_tiny_in1k.py'

model = dict(backbone=dict(num_parts=64))
