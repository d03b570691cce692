# On Cityscapes, a bottleneck stage that reads the stem follows in the pixel decoder: masks at stride 2
_base_ = './kmax_r50.py'

model = dict(
    backbone=dict(type='mmuvp.ResNetWithStem'),
    panoptic_head=dict(
        in_channels=[64, 256, 512, 1024, 2048],
        num_things_classes=8,
        num_stuff_classes=11,
        num_queries=256,
        mask_stride=2,
        pixel_decoder=dict(
            base_channels=[512, 256, 128, 64, 32],
            num_blocks=[1, 5, 1, 1, 1],
            block_types=['axial', 'axial', 'bottleneck', 'bottleneck', 'bottleneck']),
        auxiliary_semantic_head=dict(aspp=False, low_levels=(), num_outputs=19),
        loss_insdis=dict(sampling_temperature=0.6),
        loss_semantic=dict(num_samples=None)),
    panoptic_fusion_head=dict(num_things_classes=8, num_stuff_classes=11),
    test_cfg=dict(thing_threshold=0.5, stuff_threshold=0.3, overlap_threshold=0.9, mask_power=0))
