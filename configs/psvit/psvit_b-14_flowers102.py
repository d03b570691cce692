_base_ = [
    '../_base_/models/psvit.py', '../_base_/datasets/flowers102_224.py', '../_base_/schedules/sgd_1000e_transfer.py',
    '../_base_/epoch_runtime.py'
]

model = dict(
    backbone=dict(
        init_cfg=dict(type='Pretrained', checkpoint='work_dirs/psvit_b-14_in1k/epoch_300.pth', prefix='backbone.')),
    head=dict(num_classes=102))
