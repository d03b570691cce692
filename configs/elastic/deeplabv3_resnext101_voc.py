_base_ = './deeplabv3_resnext50-elastic_voc.py'

model = dict(
    backbone=dict(
        arch='resnext101',
        elastic=None,
        init_cfg=dict(checkpoint='work_dirs/resnext101_in1k/epoch_120.pth')))
