# ViT-S/16 that iBOT has pre-trained, as a classifier that is fine-tuned by DeiT's regularisation
_base_ = './deit.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.IBOTVisionTransformer',
        arch='small',
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-small_in1k.pth', prefix='backbone.')))
