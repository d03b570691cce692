_base_ = './linear_moco-v1_r18_in100.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v2_r18_in100/epoch_200.pth')))
