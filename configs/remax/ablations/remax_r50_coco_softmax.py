# ReMaX, table 2: PQ 49.5
_base_ = '../remax_r50_coco.py'

model = dict(panoptic_head=dict(
    loss_mask_id=dict(activation='softmax'),
    remask=dict(activation='softmax')))
