# SETR on Cityscapes: SGD without weight decay or warm-up, heads at ten times the rate, a fall with the power 0.9
_base_ = './seg_sgd_80k.py'

optim_wrapper = dict(optimizer=dict(lr=0.01), paramwise_cfg=dict(custom_keys=dict(head=dict(lr_mult=10.0))))
param_scheduler = [dict(type='PolyLR', power=0.9, eta_min=1e-4, begin=0, end=80000, by_epoch=False)]
