# 100 epochs of a linear classifier on frozen features: SGD at 15, a tenth after 60 and 80, no weight decay (CO2, D.2)
_base_ = 'mmpretrain::_base_/schedules/imagenet_sgd_steplr_100e.py'

optim_wrapper = dict(optimizer=dict(lr=15., weight_decay=0.))
train_cfg = dict(type='mmuvp.ResumableEpochLoop')
