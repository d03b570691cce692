# RetinaNet for cells of 15 to 130 pixels: narrow, with group norms, since it starts from random weights.
# The backbone and the neck's `in_channels` are those of the stock model until a config says its own.
_base_ = 'mmdet::_base_/models/retinanet_r50_fpn.py'

norm_cfg = dict(type='GN', num_groups=16, requires_grad=True)
model = dict(
    neck=dict(out_channels=64, add_extra_convs=False, num_outs=3, norm_cfg=norm_cfg),
    bbox_head=dict(
        num_classes=3,
        in_channels=64,
        feat_channels=64,
        stacked_convs=2,
        norm_cfg=norm_cfg,
        anchor_generator=dict(octave_base_scale=2, strides=[8, 16, 32])))
