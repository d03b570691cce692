# DeiT-S whose attention is factorised (table 4)
_base_ = './set-16_adamw-300e_in1k.py'

model = dict(
    backbone=dict(_delete_=True, type='mmuvp.SeTViT', arch='deit-small', drop_path_rate=0.1),
    head=dict(in_channels=384))
