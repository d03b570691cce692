# MaX-DeepLab, table 4.5: PQ 45.0
_base_ = './max_wr41_coco_641.py'

model = dict(backbone=dict(p2m=False))
