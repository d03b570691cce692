# Section 6.4.1 and table 6.1: linear probing of the frozen backbone
_base_ = [
    '../../_base_/models/ibot-vit_linear.py', '../../_base_/datasets/imagenet_linear.py',
    '../../_base_/schedules/sgd_100e_sweep.py', '../../_base_/epoch_runtime.py'
]
