# Fine-tuning by the protocol of BEiT: 200 epochs of AdamW, a linear warm-up over 20, then half a cosine to a
# thousandth; the nearer to the image, the more slowly a layer learns.  Matrices alone decay.
_base_ = './adamw_300e_warm-up-20.py'

max_epochs = 200
optim_wrapper = dict(
    constructor='mmpretrain.LearningRateDecayOptimWrapperConstructor',
    paramwise_cfg=dict(
        layer_decay_rate=0.75,
        custom_keys={'.cls_token': dict(decay_mult=0.0), '.pos_embed': dict(decay_mult=0.0)}))
param_scheduler = [
    dict(_base_.param_scheduler[0], start_factor=1e-6),
    dict(type='CosineAnnealingLR', eta_min_ratio=1e-3, by_epoch=True, begin=20, end=max_epochs,
         convert_to_iter_based=True),
]
train_cfg = dict(max_epochs=max_epochs)
