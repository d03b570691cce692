# Cascade Mask R-CNN on Swin-T/7 by the recipe of ViT-S; all layers learn alike, as in Swin's own
_base_ = [
    '../_base_/models/cascade-mask-rcnn_4conv1fc.py', '../_base_/datasets/coco_instance_480-800.py',
    '../_base_/schedules/det_adamw_1x.py', '../_base_/det_runtime.py'
]

model = dict(
    backbone=dict(
        _delete_=True,
        type='mmuvp.MaskedSwinTransformer',
        arch='tiny',
        # so large that windows are shifted in all stages
        img_size=800,
        out_indices=(0, 1, 2, 3),
        out_type='featmap',
        drop_path_rate=0.1,
        init_cfg=dict(type='Pretrained', checkpoint='ibot_swin-tiny_in1k.pth', prefix='backbone.')),
    neck=dict(in_channels=[96, 192, 384, 768]))
