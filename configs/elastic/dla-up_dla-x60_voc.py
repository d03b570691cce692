_base_ = './dla-up_dla-x60-elastic_voc.py'

model = dict(
    backbone=dict(
        elastic=None,
        init_cfg=dict(checkpoint='work_dirs/dla-x60_in1k/epoch_120.pth')))
