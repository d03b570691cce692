_base_ = [
    '../_base_/models/kmax_convnext-small.py', '../_base_/datasets/coco_panoptic_1281.py',
    '../_base_/schedules/remax_150k.py', '../_base_/iter_runtime.py'
]

model = dict(
    panoptic_head=dict(
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(type='mmuvp.ReMask'),
        reclass=dict(type='mmuvp.ReClass')))
