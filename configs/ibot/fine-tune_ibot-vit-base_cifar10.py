# ViT-B/16 fine-tuned on CIFAR-10
_base_ = './fine-tune_ibot-vit-small_cifar10.py'

model = dict(
    backbone=dict(arch='base', init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth')), head=dict(in_channels=768))
