# SETR's schedule over 160000 iterations
_base_ = './setr_80k.py'

max_iters = 160000
param_scheduler = [dict(_base_.param_scheduler[0], end=max_iters)]
train_cfg = dict(max_iters=max_iters, val_interval=16000)
