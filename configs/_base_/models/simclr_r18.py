# SimCLR with ResNet-18 (Chen et al., ICML 2020), for one device: its batch norms see the whole batch
model = dict(
    type='mmuvp.CO2SimCLR',
    backbone=dict(type='mmpretrain.ResNet', depth=18, norm_cfg=dict(type='BN')),
    neck=dict(
        type='mmpretrain.NonLinearNeck', in_channels=512, hid_channels=512, out_channels=128,
        norm_cfg=dict(type='BN1d')),
    head=dict(
        type='mmpretrain.ContrastiveHead', loss=dict(type='mmpretrain.CrossEntropyLoss'), temperature=0.1))
