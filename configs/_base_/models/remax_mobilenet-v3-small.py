# Every one of the three layers of the transformer decoder is relaxed
_base_ = './kmax_mobilenet-v3-small.py'

model = dict(
    panoptic_head=dict(
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(type='mmuvp.ReMask', num_stages=3),
        reclass=dict(type='mmuvp.ReClass')))
