# SETR-PUP on T-Base over the maps of a ResNet-50
_base_ = ['./setr-pup_vit-base.py', './setr_hybrid-base.py']

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=_base_.stem,
        transformer=dict(_base_.transformer, out_indices=(4, 7, 9, 11))))
