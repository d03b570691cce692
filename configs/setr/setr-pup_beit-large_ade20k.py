# SETR-PUP with BEiT-L on ADE20K
_base_ = ['./setr-pup_vit-large_ade20k.py', '../_base_/models/setr_beit-large.py']

model = dict(
    backbone=dict(
        _base_.beit,
        _delete_=True,
        img_size=_base_.model.backbone.img_size,
        out_indices=_base_.model.backbone.out_indices))
