# Two-stage GroupViT of ViT-S's width with CLIP's text encoder at width 256, as published
projector = dict(
    type='mmpretrain.NonLinearNeck',
    hid_channels=4096,
    out_channels=256,
    with_bias=True,
    with_last_bias=True,
    with_last_bn=False,
    with_avg_pool=False,
    norm_cfg=dict(type='BN1d'))
model = dict(
    type='mmuvp.ImageTextContrastive',
    backbone=dict(type='mmuvp.GroupViT', arch='two-stage', drop_path_rate=0.1),
    text_encoder=dict(type='mmuvp.CLIPTextEncoder'),
    image_projector=dict(projector, in_channels=384),
    text_projector=dict(projector, in_channels=256),
    multi_label_loss=dict(type='mmuvp.MultiLabelContrastiveLoss'))
# statistics of the projectors' norms are those of all devices
sync_bn = 'torch'
