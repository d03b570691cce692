# SETR-Naive on T-Base
_base_ = './setr-naive_vit-large.py'

model = dict(
    backbone=dict(
        arch='base', out_indices=(2, 5, 8, 11), init_cfg=dict(checkpoint='pretrain/vit-base_p16_384.pth')),
    decode_head=dict(in_channels=768),
    auxiliary_head=[dict(head, in_channels=768) for head in _base_.model.auxiliary_head])
