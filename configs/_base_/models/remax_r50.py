# What ReMaX adds to kMaX-DeepLab, in training only
_base_ = './kmax_r50.py'

model = dict(
    panoptic_head=dict(
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(type='mmuvp.ReMask'),
        reclass=dict(type='mmuvp.ReClass')))
