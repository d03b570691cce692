# 12 epochs of SGD, tenfold less after 8 and 11, as the stock one, in a loop that resumes to the step
_base_ = 'mmdet::_base_/schedules/schedule_1x.py'

train_cfg = dict(type='mmuvp.ResumableEpochLoop')
