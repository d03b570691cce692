_base_ = [
    '../_base_/models/r50_linear.py', '../_base_/datasets/imagenet_bs64.py',
    '../_base_/schedules/sgd_100e_linear.py', '../_base_/epoch_runtime.py'
]

model = dict(backbone=dict(init_cfg=dict(checkpoint='work_dirs/moco-v1_r50_in1k/epoch_200.pth')))
auto_scale_lr = dict(base_batch_size=256)
