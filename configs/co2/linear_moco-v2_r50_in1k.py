_base_ = './linear_moco-v1_r50_in1k.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v2_r50_in1k/epoch_200.pth')))
