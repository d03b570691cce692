# A plain ViT for pictures of 32 pixels, of as many multiply-adds as the small models that it is compared with
_base_ = ['../_base_/datasets/cifar10_folder.py', '../_base_/schedules/cifar10_adamw.py']

model = dict(
    type='mmpretrain.ImageClassifier',
    backbone=dict(
        type='mmpretrain.VisionTransformer',
        arch=dict(embed_dims=96, num_layers=5, num_heads=3, feedforward_channels=288),
        img_size=32,
        patch_size=4,
        qkv_bias=False),
    head=dict(
        type='mmpretrain.VisionTransformerClsHead',
        num_classes=10,
        in_channels=96,
        loss=dict(type='mmpretrain.LabelSmoothLoss', label_smooth_val=0.1, mode='original'),
        topk=(1, )))
