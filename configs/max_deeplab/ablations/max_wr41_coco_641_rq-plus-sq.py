# MaX-DeepLab, table 4.6: RQ + SQ, PQ 44.9
_base_ = './max_wr41_coco_641.py'

model = dict(train_cfg=dict(assigner=dict(combination='sum')))
