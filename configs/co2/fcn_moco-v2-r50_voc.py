_base_ = './fcn_moco-v1-r50_voc.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v2_r50_in1k/epoch_200.pth')))
