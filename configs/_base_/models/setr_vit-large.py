# SETR's encoder T-Large, pre-trained on ImageNet-21k; its position embeddings are resized bilinearly
sync_bn = 'torch'
# layers of the heads start as PyTorch's do
head_init = dict(
    type='Kaiming', layer='Conv2d', a=5**0.5, distribution='uniform', mode='fan_in', nonlinearity='leaky_relu')
model = dict(
    type='mmseg.EncoderDecoder',
    backbone=dict(
        type='mmpretrain.VisionTransformer',
        arch='large',
        img_size=768,
        patch_size=16,
        out_type='featmap',
        final_norm=False,
        interpolate_mode='bilinear',
        init_cfg=dict(type='Pretrained', checkpoint='pretrain/vit-large_p16_384.pth', prefix='backbone.')),
    train_cfg=dict())
