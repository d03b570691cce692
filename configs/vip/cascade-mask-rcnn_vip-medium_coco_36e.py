# the longer schedule of the published code
_base_ = './cascade-mask-rcnn_vip-medium_coco.py'

warm_up, steps = _base_.param_scheduler
param_scheduler = [warm_up, dict(steps, end=36, milestones=[27, 33])]
train_cfg = dict(max_epochs=36)
