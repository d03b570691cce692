# SETR-MLA on T-Base over the maps of a ResNet-50 at stride 16
_base_ = './setr-mla_vit-base.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.HybridViT',
        stem=dict(
            type='mmseg.ResNet',
            depth=50,
            num_stages=3,
            strides=(1, 2, 2),
            dilations=(1, 1, 1),
            out_indices=(2, ),
            init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50')),
        transformer=dict(
            type='mmpretrain.VisionTransformer',
            arch='base',
            img_size=48,
            patch_size=1,
            in_channels=1024,
            out_type='featmap',
            out_indices=(2, 5, 8, 11),
            final_norm=False,
            with_cls_token=False,
            interpolate_mode='bilinear')))
