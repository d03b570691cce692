# ViT-B/16 fine-tuned on ImageNet-1K
_base_ = './fine-tune_ibot-vit-small_in1k.py'

model = dict(
    backbone=dict(arch='base', drop_path_rate=0.2, init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth')),
    head=dict(in_channels=768))
max_epochs = 100
optim_wrapper = dict(paramwise_cfg=dict(layer_decay_rate=0.65))
param_scheduler = [_base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_epochs)]
train_cfg = dict(max_epochs=max_epochs)
