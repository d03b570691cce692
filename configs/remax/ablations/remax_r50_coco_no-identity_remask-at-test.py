# ReMaX, table 5: PQ 52.1
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(remask=dict(identity=False, at_test=True)))
