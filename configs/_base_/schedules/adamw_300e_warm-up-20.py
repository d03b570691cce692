# the same with 20 epochs of warm-up
_base_ = './adamw_300e_warm-up-5.py'

warm_up = 20
param_scheduler = [
    dict(_base_.param_scheduler[0], end=warm_up),
    dict(_base_.param_scheduler[1], begin=warm_up),
]
