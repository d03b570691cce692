# Swin-T/7 fine-tuned on ImageNet-1K by the recipe of ViT-S: the paper has none for it
_base_ = './fine-tune_ibot-vit-small_in1k.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.MaskedSwinTransformer',
        arch='tiny',
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_swin-tiny_in1k.pth', prefix='backbone.')),
    head=dict(in_channels=768))
