# SETR-Naive with T-Base with DeiT's weights on Cityscapes, 80k iterations
_base_ = './setr-naive_vit-base_cityscapes_80k.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='pretrain/deit-base-distilled_p16_384.pth')))
