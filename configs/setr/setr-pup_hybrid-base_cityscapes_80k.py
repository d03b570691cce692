# SETR-PUP with T-Base over a ResNet-50 on Cityscapes, 80k iterations
_base_ = ['./setr-pup_vit-base_cityscapes_80k.py', '../_base_/models/setr_hybrid-base.py']

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=_base_.stem,
        transformer=dict(
            _base_.transformer,
            type=_base_.model.backbone.type,
            img_size=_base_.model.backbone.img_size // 16,
            out_indices=_base_.model.backbone.out_indices)))
