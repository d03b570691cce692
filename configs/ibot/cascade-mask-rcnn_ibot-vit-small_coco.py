# Cascade Mask R-CNN on the pyramid that four blocks of ViT-S give
_base_ = [
    '../_base_/models/cascade-mask-rcnn_4conv1fc.py', '../_base_/datasets/coco_instance_480-800.py',
    '../_base_/schedules/det_adamw_1x.py', '../_base_/det_runtime.py'
]

width = 384
fpn = dict(type='mmdet.FPN', in_channels=[width] * 4, out_channels=256, num_outs=5)
model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.IBOTVisionTransformer',
        arch='small',
        # positions are resized to a grid of 50 x 63 when the weights are read
        img_size=(800, 1008),
        out_indices=(3, 5, 7, 11),
        out_type='featmap',
        final_norm=False,
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_vit-small_in1k.pth', prefix='backbone.')),
    neck=[dict(type='mmseg.Feature2Pyramid', embed_dim=width, norm_cfg=dict(type='BN')), fpn])
optim_wrapper = dict(
    constructor='mmuvp.LayerDecayConstructor',
    paramwise_cfg=dict(_delete_=True, layer_decay_rate=0.8, flat_decay_mult=0.0))
