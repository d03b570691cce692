# SETR-MLA on T-Base, whose blocks 3, 6, 9 and 12 it reads
_base_ = './setr-mla_vit-large.py'

model = dict(
    backbone=dict(
        arch='base', out_indices=(2, 5, 8, 11), init_cfg=dict(checkpoint='pretrain/vit-base_p16_384.pth')),
    neck=dict(in_channels=[768] * 4))
