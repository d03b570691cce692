# Faster R-CNN on the map of stride 16 of a ResNet-50 that was pre-trained with features of unit length (CO2, D.2): all
# layers learn, two norms calibrate the maps of the heads, and gradients of the first head are a tenth
_base_ = 'mmdet::_base_/models/faster-rcnn_r50-caffe-c4.py'

sync_bn = 'torch'
norm_cfg = dict(type='BN', requires_grad=True)
init_cfg = dict(type='Pretrained', checkpoint='', prefix='backbone.')
trained_stages = dict(norm_cfg=norm_cfg, norm_eval=False, style='pytorch', init_cfg=init_cfg)
model = dict(
    data_preprocessor=dict(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], bgr_to_rgb=True),
    backbone=dict(frozen_stages=-1, **trained_stages),
    rpn_head=dict(
        type='mmuvp.NormedRPNHead', norm_cfg=norm_cfg, loss_cls=dict(loss_weight=0.1), loss_bbox=dict(loss_weight=0.1)),
    roi_head=dict(shared_head=dict(type='mmuvp.NormedResLayer', **trained_stages)))
