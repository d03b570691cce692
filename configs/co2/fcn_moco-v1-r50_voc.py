_base_ = [
    '../_base_/models/fcn-16s_r50.py', '../_base_/datasets/voc_513.py',
    '../_base_/schedules/seg_sgd_voc_33k_step.py', '../_base_/seg_runtime.py'
]

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v1_r50_in1k/epoch_200.pth')))
