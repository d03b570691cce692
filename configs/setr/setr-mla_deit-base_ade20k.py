# SETR-MLA with T-Base with DeiT's weights on ADE20K
_base_ = './setr-mla_vit-base_ade20k.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='pretrain/deit-base-distilled_p16_384.pth')))
