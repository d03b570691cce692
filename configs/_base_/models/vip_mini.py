# A narrow ViP of strides 4 and 8, for small pictures.  From random weights, matrices as large as Xavier's tell parts
# apart sooner than those of 0.02, which are for long training.
mini_backbone = dict(
    arch=dict(
        _delete_=True,
        strides=(1, 2),
        windows=(8, 8),
        blocks=(1, 4),
        channels=(64, 128),
        num_heads=(2, 4),
        encoder_heads=(2, 4),
        num_parts=(16, 16)),
    num_parts=None,
    whole_position='sinusoidal',
    drop_path=0.,
    init_cfg=dict(type='Xavier', layer='Linear', distribution='uniform'))
