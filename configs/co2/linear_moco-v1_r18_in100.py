_base_ = [
    '../_base_/models/r50_linear.py', '../_base_/datasets/imagenet100_bs64.py',
    '../_base_/schedules/sgd_100e_linear.py', '../_base_/epoch_runtime.py'
]

model = dict(
    backbone=dict(depth=18, init_cfg=dict(checkpoint='work_dirs/moco-v1_r18_in100/epoch_200.pth')),
    head=dict(num_classes=100, in_channels=512))
auto_scale_lr = dict(base_batch_size=256)
