_base_ = './kmax_r50_ade20k.py'

model = dict(
    panoptic_head=dict(
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(type='mmuvp.ReMask'),
        reclass=dict(type='mmuvp.ReClass')))
