# ViT-B/16, pre-trained on ImageNet-22K
_base_ = './fine-tune_ibot-vit-base_in1k.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='ibot_vit-base_in22k.pth')))
