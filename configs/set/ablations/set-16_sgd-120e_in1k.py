# table 6, both attentions in all stages
_base_ = [
    '../../_base_/models/set.py', '../../_base_/datasets/imagenet_bs64.py', '../../_base_/schedules/set_sgd_120e.py',
    '../../_base_/epoch_runtime.py'
]
