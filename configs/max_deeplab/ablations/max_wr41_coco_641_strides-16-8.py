# MaX-DeepLab, table 4.5: PQ 46.7
_base_ = './max_wr41_coco_641.py'

model = dict(backbone=dict(strides=[16, 8]))
