_base_ = './retinanet_hlg-small_coco.py'

model = dict(
    backbone=dict(arch='medium', drop_path_rate=0.3, init_cfg=dict(checkpoint='hlg_medium_in1k.pth')))
