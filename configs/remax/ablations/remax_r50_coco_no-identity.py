# ReMaX, table 5: PQ 51.9
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(remask=dict(identity=False)))
