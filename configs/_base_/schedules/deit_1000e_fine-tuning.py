# 1000 epochs of DeiT's recipe at the low learning rates of fine-tuning, given for 768 images
_base_ = './adamw_300e_warm-up-5.py'

max_epochs = 1000
optim_wrapper = dict(
    optimizer=dict(lr=1.125e-5),
    paramwise_cfg=dict(custom_keys={'.cls_token': dict(decay_mult=0.0), '.pos_embed': dict(decay_mult=0.0)}))
param_scheduler = [
    _base_.param_scheduler[0],
    # DeiT's lowest rate, 1e-5, is about that of the whole training here
    dict(_base_.param_scheduler[1], eta_min=1e-6, end=max_epochs),
]
train_cfg = dict(max_epochs=max_epochs, val_interval=10)
auto_scale_lr = dict(base_batch_size=768)
