# ReMaX, table 7: PQ 45.1
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(remask=dict(semantic='ground_truth')))
