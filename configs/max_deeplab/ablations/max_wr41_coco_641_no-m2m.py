# MaX-DeepLab, table 4.5: PQ 45.1
_base_ = './max_wr41_coco_641.py'

model = dict(backbone=dict(m2m=False))
