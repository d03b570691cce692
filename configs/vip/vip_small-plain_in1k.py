# starts the stand-alone detector and panoptic segmenter of the same backbone
_base_ = './vip_small_in1k.py'

model = dict(backbone=dict(arch='small-plain', mask_padding=True), head=dict(in_channels=256))
