# table 12, whose detector the paper does not name
_base_ = '../retinanet_hlg-tiny_coco.py'

model = dict(
    backbone=dict(window_embedding='dwconv', init_cfg=dict(checkpoint='hlg_tiny_in1k_dwconv-windows.pth')))
