# DeepLabv3 with a small Elastic ResNeXt at stride 8, from random weights, on CamVid at half its size
_base_ = [
    '../_base_/models/deeplabv3_resnext50-elastic.py', '../_base_/datasets/camvid.py',
    '../_base_/schedules/seg_adamw_short.py', '../_base_/seg_runtime.py',
]

model = dict(
    data_preprocessor=_base_.data_preprocessor,
    backbone=dict(
        _delete_=True,
        type='mmuvp.ElasticResNeXt',
        arch=dict(num_blocks=(2, 4, 3, 2), groups=8, group_channels=4, channels=16),
        stem='cifar',
        stem_channels=32,
        output_stride=16,  # halved by the stem
        out_indices=(3, ),
        norm_cfg=dict(type='BN')),
    decode_head=dict(
        in_channels=512,
        channels=64,
        dilations=(1, 3, 6, 9),
        dropout_ratio=0.1,
        num_classes=11,
        norm_cfg=dict(_delete_=True, type='BN'),
        align_corners=False,
        init_cfg=dict(_delete_=True, type='Normal', std=0.01, override=dict(name='conv_seg'))),
    test_cfg=_base_.windows)
default_hooks = dict(checkpoint=dict(interval=400))
