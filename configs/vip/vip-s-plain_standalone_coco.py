_base_ = './vip-s_standalone_coco.py'

model = dict(backbone=dict(arch='small-plain'), bbox_head=dict(embed_dims=256))
