_base_ = [
    '../_base_/models/kmax_max-s_cityscapes.py', '../_base_/datasets/cityscapes_panoptic_1025x2049.py',
    '../_base_/schedules/remax_cityscapes_60k.py', '../_base_/iter_runtime.py'
]

model = dict(
    panoptic_head=dict(
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(
            type='mmuvp.ReMask',
            loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5, num_samples=None)),
        reclass=dict(type='mmuvp.ReClass')))
