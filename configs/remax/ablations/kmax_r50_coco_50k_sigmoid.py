# ReMaX, table 2: PQ 50.4
_base_ = '../../kmax_deeplab/kmax_r50_coco_50k.py'

model = dict(panoptic_head=dict(loss_mask_id=dict(activation='sigmoid')))
