# SETR-Naive on T-Base over the maps of a ResNet-50
_base_ = ['./setr-naive_vit-base.py', './setr_hybrid-base.py']

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=_base_.stem,
        transformer=dict(_base_.transformer, out_indices=(2, 5, 8, 11))))
