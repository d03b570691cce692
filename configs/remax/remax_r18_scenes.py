# learns `scenes` in minutes on two cores; kmax_r18_scenes.py is the baseline of equal budget
_base_ = '../kmax_deeplab/kmax_r18_scenes.py'

norm_cfg = dict(type='BN', eps=1e-3, momentum=0.1, requires_grad=True)
model = dict(
    panoptic_head=dict(
        loss_mask_id=dict(activation='sigmoid'),
        remask=dict(
            type='mmuvp.ReMask',
            num_stages=3,
            semantic_head=dict(type='mmuvp.ASPPSemanticHead', channels=64, norm_cfg=norm_cfg),
            loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5, num_samples=512)),
        reclass=dict(type='mmuvp.ReClass', eta=0.1)))
