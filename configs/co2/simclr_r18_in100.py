_base_ = [
    '../_base_/models/simclr_r18.py', '../_base_/datasets/imagenet100_simclr.py',
    '../_base_/schedules/sgd_200e_pretraining.py', '../_base_/pretraining_runtime.py'
]
