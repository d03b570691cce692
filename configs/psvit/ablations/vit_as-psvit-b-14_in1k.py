# Table 7: a ViT of as many layers, channels, heads and tokens as PS-ViT-B/14, by the same recipe
_base_ = '../psvit_b-14_in1k.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmpretrain.VisionTransformer',
        arch=dict(embed_dims=384, num_layers=14, num_heads=6, feedforward_channels=1152),
        img_size=224,
        patch_size=16,
        qkv_bias=False,
        drop_rate=0.1,
        drop_path_rate=0.1))
optim_wrapper = dict(paramwise_cfg=dict(custom_keys={'.pos_embed': dict(decay_mult=0.0)}))
