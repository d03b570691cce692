# MoCo v2: a projection of two layers, and another temperature (Chen et al., 2020)
_base_ = './moco-v1.py'

model = dict(
    neck=dict(
        _delete_=True, type='mmpretrain.MoCoV2Neck', in_channels=2048, hid_channels=2048, out_channels=128),
    head=dict(temperature=0.2))
