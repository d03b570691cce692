# SETR-Naive with T-Large and without auxiliary losses (table 3)
_base_ = './setr-naive_vit-large_cityscapes_80k.py'

model = dict(auxiliary_head=None)
