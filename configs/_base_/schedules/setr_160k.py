# SETR's schedule over 160000 iterations
_base_ = './setr_80k.py'

max_iters = 160000
param_scheduler = [dict(type='PolyLR', power=0.9, eta_min=1e-4, begin=0, end=max_iters, by_epoch=False)]
train_cfg = dict(max_iters=max_iters, val_interval=16000)
