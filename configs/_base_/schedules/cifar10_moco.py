# 40 epochs of SGD on a part of CIFAR-10, one of them a linear warm-up, and the runtime of such short runs
_base_ = './cifar10_adamw.py'

max_epochs = 40
optim_wrapper = dict(
    _delete_=True, type='OptimWrapper', optimizer=dict(type='SGD', lr=0.06, momentum=0.9, weight_decay=5e-4))
param_scheduler = [_base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs, val_interval=10)
default_hooks = dict(logger=dict(interval=10), checkpoint=dict(save_best='knn/top1'))
# before the first epoch, too
custom_hooks = [dict(type='mmuvp.InitialValidationHook')]
