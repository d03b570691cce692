# starts the stand-alone detector of the same backbone
_base_ = './vip_tiny_in1k.py'

model = dict(backbone=dict(arch='tiny-plain', mask_padding=True), head=dict(in_channels=192))
