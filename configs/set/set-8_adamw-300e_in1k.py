_base_ = './set-16_adamw-300e_in1k.py'

model = dict(backbone=dict(arch='set-8'), head=dict(in_channels=1024))
