# 50 epochs of the 10582 images of VOC's train_aug in batches of 16: SGD at 0.003, a tenth after 70 % and 90 %
_base_ = './seg_sgd_80k.py'

max_iters = 50 * 662
optim_wrapper = dict(optimizer=dict(lr=0.003, weight_decay=1e-4))
param_scheduler = [
    dict(type='MultiStepLR', by_epoch=False, milestones=[max_iters * 7 // 10, max_iters * 9 // 10], gamma=0.1)]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters // 10)
