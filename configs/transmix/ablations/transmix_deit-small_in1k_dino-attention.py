# table 6: attention of a frozen DeiT-S that DINO trained
_base_ = '../transmix_deit-small_in1k.py'

provider = dict(
    type='mmuvp.ClassAttentionViT',
    arch='deit-small',
    # converted by tools/model_converters/convert.py transmix
    init_cfg=dict(type='Pretrained', checkpoint='checkpoints/dino_deit-small.pth', prefix='backbone.'))
model = dict(label_mixing=dict(type='mmuvp.AttentionLabels', provider=provider))
