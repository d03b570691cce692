# attention of span 15 in all blocks, not in the stem alone
_base_ = './axial-resnet-l_full_in1k.py'

model = dict(backbone=dict(window=15))
