# PS-ViT-B/14 that starts from weights of ImageNet
_base_ = './psvit.py'

model = dict(
    backbone=dict(
        init_cfg=dict(type='Pretrained', checkpoint='work_dirs/psvit_b-14_in1k/epoch_300.pth', prefix='backbone.')))
