# SETR-PUP with T-Large in two steps to four times the size, not four to twice the size (table 3)
_base_ = './setr-pup_vit-large_cityscapes_80k.py'

model = dict(decode_head=dict(num_convs=2, up_scale=4))
