# UperNet on the pyramid that four blocks of ViT-S give, all after the final norm
_base_ = './upernet_hlg-small.py'

width = 384
model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.IBOTVisionTransformer',
        arch='small',
        img_size=512,
        out_indices=(3, 5, 7, 11),
        out_type='featmap',
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-small_in1k.pth', prefix='backbone.')),
    neck=dict(type='mmseg.Feature2Pyramid', embed_dim=width, norm_cfg=dict(type='BN')),
    decode_head=dict(in_channels=[width] * 4, channels=width),
    auxiliary_head=dict(in_channels=width))
