# ReMaX's relaxations for MaskFormer; maskformer_r18_scenes.py is the baseline
_base_ = './maskformer_r18_scenes.py'

model = dict(
    panoptic_head=dict(
        type='mmuvp.RelaxedMaskFormerHead',
        remask=dict(
            type='mmuvp.ReMask',
            num_stages=2,
            semantic_head=dict(type='mmuvp.ASPPSemanticHead', channels=32, norm_cfg=dict(type='GN', num_groups=8)),
            loss_semantic=dict(type='mmuvp.SampledSemanticLoss', loss_weight=0.5, num_samples=512)),
        reclass=dict(type='mmuvp.ReClass', eta=0.1)))
