# Table 5: ViT-S that DINO has trained without labels
_base_ = './supervised_deit-small_pascal-context.py'

model = dict(backbone=dict(init_cfg=dict(checkpoint='dino_vit-small_in1k.pth')))
