# 200 epochs of SGD; a tenth after 120 and 160, as in MoCo v1
_base_ = './sgd_200e_pretraining.py'

param_scheduler = [dict(type='MultiStepLR', by_epoch=True, milestones=[120, 160], gamma=0.1)]
