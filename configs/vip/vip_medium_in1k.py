# classifies from the whole
_base_ = './vip_small_in1k.py'

model = dict(
    backbone=dict(arch='medium', out_type='maps', out_indices=(3, ), drop_path=0.2),
    neck=dict(type='mmuvp.ActivatedPooling', channels=768))
