# The schedule of ELASTIC (section 2.4): SGD at 0.1, divided by 10 after 30, 60 and 90 of 120 epochs; weights of all
# kinds decay.  8 devices with 32 images each.
_base_ = 'mmpretrain::_base_/schedules/imagenet_bs256.py'

param_scheduler = [dict(_base_.param_scheduler)]
train_cfg = dict(_delete_=True, type='mmuvp.ResumableEpochLoop', max_epochs=120, val_interval=1)
