# GroupViT: 30 epochs of AdamW at a batch of 4096, the learning rate risen over 2 of them (the paper: 5) from 4e-6 to
# 1.6e-3 and then half a cosine to 4e-5. Everything that is not a vector decays: positions, group tokens, the embedding
# of words and both temperatures too.
optim_wrapper = dict(
    type='AmpOptimWrapper',
    optimizer=dict(type='AdamW', lr=1.6e-3, weight_decay=0.05, betas=(0.9, 0.999), eps=1e-8),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0, flat_decay_mult=0.0),
    clip_grad=dict(max_norm=5.0))
warm_up, max_epochs = 2, 30
param_scheduler = [
    dict(type='LinearLR', start_factor=4e-6 / 1.6e-3, by_epoch=True, begin=0, end=warm_up,
         convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=4e-5, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(type='mmuvp.ResumableEpochLoop', max_epochs=max_epochs)
