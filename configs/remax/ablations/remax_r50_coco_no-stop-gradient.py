# ReMaX, table 7: PQ 36.6, not converged
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(remask=dict(stop_gradient=False)))
