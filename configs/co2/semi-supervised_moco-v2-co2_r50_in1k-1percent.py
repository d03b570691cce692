_base_ = './semi-supervised_moco-v2_r50_in1k-1percent.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v2-co2_r50_in1k/epoch_200.pth')))
