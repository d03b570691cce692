# SETR-MLA on T-Base over the maps of a ResNet-50
_base_ = ['./setr-mla_vit-base.py', './setr_hybrid-base.py']

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=_base_.stem,
        transformer=dict(_base_.transformer, type='mmuvp.ClassFreeViT', out_indices=(2, 5, 8, 11))))
