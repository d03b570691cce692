_base_ = './standalone_vip-small_coco.py'

model = dict(
    backbone=dict(arch='small-plain', init_cfg=dict(checkpoint='vip_small-plain_in1k.pth')),
    bbox_head=dict(embed_dims=256))
