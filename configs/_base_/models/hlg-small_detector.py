# What the detectors with HLG-Small share: the backbone in the place of stock ones
hlg_small = dict(
    _delete_=True,
    type='mmuvp.HLG',
    arch='small',
    out_indices=(0, 1, 2, 3),
    norm_stages=True,
    drop_path_rate=0.1,
    init_cfg=dict(type='Pretrained', checkpoint='hlg_small_in1k.pth', prefix='backbone.'))
sync_bn = 'torch'
