# 50 epochs, tenfold less after 33 and 43
_base_ = './vip_standalone_150e.py'

param_scheduler = [dict(type='MultiStepLR', by_epoch=True, milestones=[33, 43], gamma=0.1)]
train_cfg = dict(max_epochs=50)
