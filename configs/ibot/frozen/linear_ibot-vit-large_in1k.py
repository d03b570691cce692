_base_ = './linear_ibot-vit-base_in1k.py'

model = dict(
    backbone=dict(backbone=dict(arch='large', out_indices=[23], init_cfg=dict(checkpoint='ibot_vit-large_in1k.pth'))),
    head=dict(in_channels=2 * 1024))
