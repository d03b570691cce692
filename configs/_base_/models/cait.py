# CaiT-XXS36 as a classifier of ImageNet
_base_ = './deit.py'

model = dict(
    backbone=dict(_delete_=True, type='mmuvp.CaiT', arch='xxs-36', drop_path_rate=0.1), head=dict(in_channels=192))
