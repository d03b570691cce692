# 400 epochs of AdamW: a linear warm-up over 20 epochs to 1e-3, then half a cosine to 1e-5; matrices alone decay
_base_ = './adamw_300e_warm-up-20.py'

warm_up, max_epochs = 20, 400
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-3, by_epoch=True, begin=0, end=warm_up, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=1e-5, by_epoch=True, begin=warm_up, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(max_epochs=max_epochs)
