# MoCo v1 with ResNet-50 and a linear projection (He et al., CVPR 2020); the share of 0.001 is the momentum of 0.999
model = dict(
    type='mmuvp.CO2MoCo',
    queue_len=65536,
    feat_dim=128,
    momentum=0.001,
    backbone=dict(type='mmpretrain.ResNet', depth=50, norm_cfg=dict(type='BN')),
    neck=dict(type='mmpretrain.LinearNeck', in_channels=2048, out_channels=128, gap_dim=2, norm_cfg=None),
    head=dict(
        type='mmpretrain.ContrastiveHead', loss=dict(type='mmpretrain.CrossEntropyLoss'), temperature=0.07))
