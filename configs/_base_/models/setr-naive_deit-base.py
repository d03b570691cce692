# SETR-Naive on T-Base, pre-trained as DeiT on ImageNet-1k
_base_ = './setr-naive_vit-base.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='pretrain/deit-base-distilled_p16_384.pth')))
