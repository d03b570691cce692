# kMaX-DeepLab small enough to learn on two cores from random initialisation: half the width of ResNet-18,
# a quarter of the usual decoder.  Short training needs masks that are decided from the start and a lower
# prior of void than 128 queries do.
_base_ = './kmax_r50.py'

norm_cfg = dict(type='BN', eps=1e-3, momentum=0.1, requires_grad=True)
model = dict(
    backbone=dict(depth=18, base_channels=32, stem_channels=32, norm_cfg=norm_cfg, init_cfg=None),
    panoptic_head=dict(
        in_channels=[32, 64, 128, 256],
        num_queries=16,
        pixel_decoder=dict(
            num_blocks=[1, 1, 1, 1], base_channels=[128, 64, 32, 16], span=32, norm_cfg=norm_cfg),
        transformer_decoder=dict(
            num_layers=[1, 1, 1],
            channels=128,
            mask_channels=64,
            ffn_channels=512,
            void_prior=0.5,
            mask_scale=1.0,
            drop_path=0.,
            norm_cfg=norm_cfg),
        auxiliary_semantic_head=dict(channels=64, norm_cfg=norm_cfg),
        loss_insdis=dict(num_samples=512),
        loss_semantic=dict(num_samples=512)))
