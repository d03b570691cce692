# Parts of a small encoder that learns from few images and random weights: two residual blocks at stride 4, then 8
# transformer layers on patches of 2 x 2, that is at stride 8; window of 160
stem = dict(
    type='mmseg.ResNetV1c',
    depth=18,
    stem_channels=32,
    base_channels=32,
    num_stages=1,
    strides=(1, ),
    dilations=(1, ),
    out_indices=(0, ),
    norm_cfg=dict(type='BN'))
transformer = dict(
    type='mmpretrain.VisionTransformer',
    arch=dict(embed_dims=128, num_layers=8, num_heads=4, feedforward_channels=512),
    img_size=40,
    patch_size=2,
    in_channels=32,
    out_type='featmap',
    final_norm=False,
    drop_path_rate=0.1,
    interpolate_mode='bilinear')
