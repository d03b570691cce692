_base_ = './densenet201-elastic_multi-label_coco.py'

model = dict(
    backbone=dict(
        arch='densenet201',
        elastic=None,
        init_cfg=dict(checkpoint='work_dirs/densenet201_in1k/epoch_120.pth')),
    head=dict(in_channels=1920))
