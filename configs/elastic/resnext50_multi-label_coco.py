_base_ = './resnext50-elastic_multi-label_coco.py'

model = dict(
    backbone=dict(
        arch='resnext50',
        elastic=None,
        init_cfg=dict(checkpoint='work_dirs/resnext50_in1k/epoch_120.pth')))
