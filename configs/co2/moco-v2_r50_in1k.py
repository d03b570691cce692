_base_ = [
    '../_base_/models/moco-v2.py', '../_base_/datasets/imagenet_moco-v2.py',
    '../_base_/schedules/sgd_200e_pretraining.py', '../_base_/pretraining_runtime.py'
]
