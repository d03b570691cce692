# ReMaX, table 3: PQ 51.5
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(remask=dict(num_stages=6)))
