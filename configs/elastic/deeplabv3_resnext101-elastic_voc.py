_base_ = './deeplabv3_resnext50-elastic_voc.py'

model = dict(
    backbone=dict(
        arch='elastic-resnext101',
        init_cfg=dict(checkpoint='work_dirs/resnext101-elastic_in1k/epoch_120.pth')))
