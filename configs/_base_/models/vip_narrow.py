# A narrow ViP for pictures of 128 x 128 pixels, whose windows divide its maps: half the width of ViP-Ti
narrow_arch = dict(
    strides=(1, 2, 2, 2),
    windows=(8, 8, 8, 4),
    blocks=(1, 1, 2, 1),
    channels=(32, 64, 128, 256),
    num_heads=(1, 2, 4, 8),
    encoder_heads=(1, 2, 4, 8),
    num_parts=(16, 16, 16, 16))
