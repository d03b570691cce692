_base_ = [
    '../_base_/models/psvit_transfer.py', '../_base_/datasets/cars_224.py',
    '../_base_/schedules/sgd_1000e_transfer.py', '../_base_/epoch_runtime.py'
]

model = dict(head=dict(num_classes=196))
