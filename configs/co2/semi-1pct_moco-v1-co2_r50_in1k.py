_base_ = './semi-1pct_moco-v1_r50_in1k.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v1-co2_r50_in1k/epoch_200.pth')))
