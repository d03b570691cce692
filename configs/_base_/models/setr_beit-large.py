# BEiT-L as SETR's encoder, pre-trained on ImageNet-21k; its relative positions are those of a full window
beit = dict(
    type='mmuvp.FixedSizeBEiT',
    arch='large',
    out_type='featmap',
    layer_scale_init_value=1e-6,
    init_cfg=dict(type='Pretrained', checkpoint='pretrain/beit-large_p16_224.pth', prefix='backbone.'))
