# Figure 6.5: linear probing of the mean of the 56 patches at which the class token looks the most
_base_ = './linear_ibot-vit-small_in1k.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.FrozenParts',
        num_patches=56,
        backbone=dict(
            type='mmuvp.IBOTVisionTransformer',
            arch='small',
            out_type='raw',
            final_norm=False,
            init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-small_in1k.pth', prefix='backbone.'))),
    head=dict(in_channels=384))
