# MaX-DeepLab small enough to learn on two cores from random initialisation: a quarter of the width of MaX-S.  Short
# training needs masks that are decided from the start and a lower prior of void than 128 queries do.
_base_ = './max_deeplab_s.py'

norm_cfg = dict(type='BN', eps=1e-3, momentum=0.1, requires_grad=True)
model = dict(
    backbone=dict(
        encoder=dict(base_channels=16, num_blocks=[1, 1, 2, 1], num_heads=4, span=32),
        decoder=[
            dict(stride=16, num_blocks=1,
                 block=dict(type='mmuvp.PreActAxialBlock', channels=128, num_heads=4, span=32)),
            dict(stride=8, num_blocks=1, block=dict(type='mmuvp.PreActBottleneck', channels=32)),
            dict(stride=4, num_blocks=1, block=dict(type='mmuvp.PreActBottleneck', channels=16)),
        ],
        num_queries=16,
        memory_channels=128,
        first_stage=2,
        reduction=4,
        ffn_channels=512,
        drop_path=0.,
        norm_cfg=norm_cfg),
    panoptic_head=dict(
        in_channels=[64, 128, 512, 64, 128],
        channels=64,
        mask_channels=64,
        void_prior=0.5,
        mask_scale=1.0,
        auxiliary_semantic_head=dict(channels=64, norm_cfg=norm_cfg),
        norm_cfg=norm_cfg))
