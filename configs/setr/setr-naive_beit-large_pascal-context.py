# SETR-Naive with BEiT-L on Pascal Context
_base_ = ['./setr-naive_vit-large_pascal-context.py', '../_base_/models/setr_beit-large.py']

model = dict(
    backbone=dict(
        _base_.beit,
        _delete_=True,
        img_size=_base_.model.backbone.img_size,
        out_indices=_base_.model.backbone.out_indices))
