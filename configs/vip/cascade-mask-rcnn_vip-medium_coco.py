_base_ = './cascade-mask-rcnn_vip-small_coco.py'

model = dict(backbone=dict(arch='medium', drop_path=0.2, init_cfg=dict(checkpoint='vip_medium_in1k.pth')))
