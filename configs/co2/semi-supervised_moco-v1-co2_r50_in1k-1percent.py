_base_ = './semi-supervised_moco-v1_r50_in1k-1percent.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v1-co2_r50_in1k/epoch_200.pth')))
