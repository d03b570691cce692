# UperNet with ViT-B on ADE20K
_base_ = './upernet_ibot-vit-small_ade20k.py'

width = 768
model = dict(
    backbone=dict(arch='base', init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth')),
    neck=dict(embed_dim=width),
    decode_head=dict(in_channels=[width] * 4, channels=width),
    auxiliary_head=dict(in_channels=width))
optim_wrapper = dict(optimizer=dict(lr=8e-5), paramwise_cfg=dict(layer_decay_rate=0.65))
