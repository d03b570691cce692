# 50 epochs of the 10582 images of VOC's train_aug in batches of 16: SGD at 0.007, a fall to 0 with the power 0.9
_base_ = './seg_sgd_80k.py'

optim_wrapper = dict(optimizer=dict(lr=0.007, weight_decay=5e-4))
max_iters = 50 * 662
param_scheduler = [dict(type='PolyLR', power=0.9, eta_min=0, begin=0, end=max_iters, by_epoch=False)]
train_cfg = dict(max_iters=max_iters, val_interval=5 * 662)
