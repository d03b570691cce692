# the schedule of the ablations of table 6
_base_ = './set_sgd_350e.py'

max_epochs = 120
param_scheduler = [_base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs)
