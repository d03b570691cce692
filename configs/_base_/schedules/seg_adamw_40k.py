# AdamW's schedule over 40000 iterations
_base_ = './seg_adamw_160k.py'

max_iters = 40000
warm_up, fall = _base_.param_scheduler
param_scheduler = [warm_up, dict(fall, end=max_iters)]
train_cfg = dict(max_iters=max_iters, val_interval=4000)
