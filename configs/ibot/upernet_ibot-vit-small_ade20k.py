# UperNet with ViT-S on ADE20K
_base_ = [
    '../_base_/models/upernet_ibot-vit-small.py', '../_base_/datasets/ade20k_512_windows.py',
    '../_base_/schedules/seg_adamw_160k.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    decode_head=dict(num_classes=150),
    auxiliary_head=dict(num_classes=150),
    test_cfg=_base_.windows)
optim_wrapper = dict(
    constructor='mmuvp.LayerDecayConstructor',
    optimizer=dict(lr=3e-5, weight_decay=0.05),
    paramwise_cfg=dict(_delete_=True, layer_decay_rate=0.9, flat_decay_mult=0.0))
