# ViT-B/16 fine-tuned on iNaturalist 2019
_base_ = './fine-tune_ibot-vit-small_inat19.py'

model = dict(
    backbone=dict(arch='base', init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth')), head=dict(in_channels=768))
# the rate of all but ViT-S
optim_wrapper = dict(optimizer=dict(lr=1.125e-5))
