# No weights of MaX-S are published in a form that PyTorch reads: train from random weights, or set backbone.init_cfg
_base_ = './kmax_r50_cityscapes.py'

norm_cfg = dict(type='BN', eps=1e-3, momentum=0.01, requires_grad=True)
model = dict(
    backbone=dict(
        _delete_=True, type='mmuvp.MaXResNet', out_indices=(0, 1, 2, 3, 4), drop_path=0.2, norm_cfg=norm_cfg),
    panoptic_head=dict(in_channels=[128, 256, 512, 1024, 2048]))
