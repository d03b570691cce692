# ViT-B/16 fine-tuned on Stanford Cars
_base_ = './fine-tune_ibot-vit-small_cars.py'

model = dict(
    backbone=dict(arch='base', init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth')), head=dict(in_channels=768))
