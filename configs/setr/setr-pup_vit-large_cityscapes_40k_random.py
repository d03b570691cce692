# SETR-PUP with T-Large from random weights: what pre-training is worth (table 3)
_base_ = './setr-pup_vit-large_cityscapes_40k.py'

model = dict(backbone=dict(init_cfg=None))
