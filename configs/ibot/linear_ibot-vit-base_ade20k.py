# A linear layer on four blocks of ViT-B, which does not learn, after the final norm
_base_ = [
    '../_base_/models/deit-small_linear.py', '../_base_/datasets/ade20k_512_windows.py',
    '../_base_/schedules/seg_adamw_160k.py', '../_base_/seg_runtime.py',
]

width = 768
model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        _delete_=True,
        type='mmuvp.IBOTVisionTransformer',
        arch='base',
        img_size=512,
        out_indices=(3, 5, 7, 11),
        out_type='featmap',
        frozen_stages=12,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-base_in1k.pth', prefix='backbone.')),
    decode_head=dict(
        in_channels=[width] * 4,
        in_index=[0, 1, 2, 3],
        input_transform='resize_concat',
        channels=4 * width,
        num_classes=150),
    test_cfg=dict(_delete_=True, **_base_.windows))
optim_wrapper = dict(
    optimizer=dict(lr=8e-4, weight_decay=0.05), paramwise_cfg=dict(_delete_=True, flat_decay_mult=0.0))
