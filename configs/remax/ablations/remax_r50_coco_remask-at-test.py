# ReMaX, table 5: PQ 52.4
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(remask=dict(at_test=True)))
