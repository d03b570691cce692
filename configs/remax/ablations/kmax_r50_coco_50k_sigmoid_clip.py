# ReMaX, table 2: PQ 51.2
_base_ = './kmax_r50_coco_50k_sigmoid.py'

optim_wrapper = dict(clip_grad=dict(max_norm=0.01))
