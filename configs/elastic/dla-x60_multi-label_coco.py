_base_ = './dla-x60-elastic_multi-label_coco.py'

model = dict(
    backbone=dict(
        elastic=None,
        init_cfg=dict(checkpoint='work_dirs/dla-x60_in1k/epoch_120.pth')))
