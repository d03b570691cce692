# ViT-L/16 fine-tuned on ImageNet-1K
_base_ = './fine-tune_ibot-vit-small_in1k.py'

model = dict(
    backbone=dict(arch='large', drop_path_rate=0.4, init_cfg=dict(checkpoint='ibot_vit-large_in1k.pth')),
    head=dict(in_channels=1024))
warm_up, max_epochs = 5, 50
param_scheduler = [
    dict(_base_.param_scheduler[0], end=warm_up),
    dict(_base_.param_scheduler[1], begin=warm_up, end=max_epochs),
]
train_cfg = dict(max_epochs=max_epochs)
