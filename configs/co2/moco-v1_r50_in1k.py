_base_ = [
    '../_base_/models/moco-v1.py', '../_base_/datasets/imagenet_moco-v1.py',
    '../_base_/schedules/sgd_200e_pretraining_step.py', '../_base_/pretraining_runtime.py'
]
