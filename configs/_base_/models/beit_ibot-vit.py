# BEiT of iBOT's ViT-S/16: it learns to tell the tokens of masked patches, and nothing else
classes = 8192
model = dict(
    type='mmpretrain.BEiT',
    backbone=dict(
        type='mmuvp.IBOTVisionTransformer', arch='small', out_type='raw', drop_path_rate=0.1, with_mask_token=True),
    neck=None,
    head=dict(
        type='mmpretrain.BEiTV1Head',
        embed_dims=384,
        num_embed=classes,
        loss=dict(type='mmpretrain.CrossEntropyLoss')))
