# Cascade Mask R-CNN on ViT-B
_base_ = './cascade-mask-rcnn_ibot-vit-small_coco.py'

width = 768
pyramid, fpn = _base_.model.neck
model = dict(
    backbone=dict(arch='base', init_cfg=dict(checkpoint='ibot_vit-base_in1k.pth')),
    neck=[dict(pyramid, embed_dim=width), dict(fpn, in_channels=[width] * 4)])
optim_wrapper = dict(paramwise_cfg=dict(layer_decay_rate=0.75))
