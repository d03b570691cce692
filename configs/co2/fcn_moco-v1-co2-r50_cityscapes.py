_base_ = './fcn_moco-v1-r50_cityscapes.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v1-co2_r50_in1k/epoch_200.pth')))
