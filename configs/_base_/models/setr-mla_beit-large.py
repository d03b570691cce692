# SETR-MLA on BEiT-L, pre-trained on ImageNet-21k, whose relative positions are those of a full window
_base_ = './setr-mla_vit-large.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.FixedSizeBEiT',
        arch='large',
        img_size=768,
        out_type='featmap',
        out_indices=(5, 11, 17, 23),
        layer_scale_init_value=1e-6,
        init_cfg=dict(type='Pretrained', checkpoint='pretrain/beit-large_p16_224.pth', prefix='backbone.')))
