_base_ = [
    '../_base_/models/elastic-densenet.py', '../_base_/datasets/imagenet_bs32.py',
    '../_base_/schedules/sgd_120e_step.py', '../_base_/epoch_runtime.py'
]
