# Parts of SETR's hybrid encoder: T-Base over the maps of a ResNet-50 at stride 16, whose pixels are its tokens
stem = dict(
    type='mmseg.ResNet',
    depth=50,
    num_stages=3,
    strides=(1, 2, 2),
    dilations=(1, 1, 1),
    out_indices=(2, ),
    init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50'))
transformer = dict(
    arch='base',
    patch_size=1,
    in_channels=1024,
    out_type='featmap',
    final_norm=False,
    interpolate_mode='bilinear',
    # all of it but the embedding of patches, whose shape is another
    init_cfg=dict(type='Pretrained', checkpoint='pretrain/vit-base_p16_384.pth', prefix='backbone.'))
