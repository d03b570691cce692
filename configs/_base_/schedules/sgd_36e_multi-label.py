# ELASTIC on COCO (section 2.4.3): SGD at 0.001, divided by 10 after 24 and 30 of 36 epochs; weights of all kinds decay
_base_ = './sgd_120e_step.py'

optim_wrapper = dict(optimizer=dict(lr=1e-3, weight_decay=5e-4))
param_scheduler = [dict(_base_.param_scheduler[0], milestones=[24, 30])]
train_cfg = dict(max_epochs=36)
auto_scale_lr = dict(base_batch_size=96)
