# ReMaX, table 4: PQ 51.5
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(reclass=dict(eta=0.2)))
